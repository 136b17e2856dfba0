/** How old a picture is, as the operator is told, against what the picture itself says. */
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import type * as Rtcbot from '@rtcbot-web/sdk';
import { expect, ROBOT, test } from './fixtures.js';
import { expectWithinIn } from './late-pages.js';
import type * as Clock from './site/cameras/clock.mjs';

declare const rtcbot: typeof Rtcbot;

const CAMERA = fileURLToPath(new URL('site/cameras/clock.mjs', import.meta.url));
const SIZE = { width: 320, height: 240 } as const;
const PICTURES = 100;

/** How large an error may be that says something. */
const MAX_ERROR_MS = 50;

test('the estimate is right within its error', async ({ startRobot, relay, page }) => {
  await startRobot({
    camera: { source: { script: CAMERA }, ...SIZE, frameRate: 30 },
    microphone: 'none',
  });
  await page.goto(relay.url + '/driver.html');
  await expectWithinIn([page], MAX_ERROR_MS, () => medianErrorMs(page));
});

/** Fails unless the estimates for pictures are right within their error; resolves to what that is. */
async function medianErrorMs(page: Page): Promise<number> {
  const pictures = await page.evaluate(
    async ({ robot, count, clock }) => {
      const { nextPicture } = (await import(clock)) as typeof Clock;
      const conn = new rtcbot.Relay(location.origin).connect(robot);
      const video = Object.assign(document.createElement('video'), { muted: true, autoplay: true });
      document.querySelector('main')!.append(video);
      conn.video.subscribe((stream) => {
        video.srcObject = stream;
      });
      const seen: { trueMs: number; latencyMs: number; errorMs: number }[] = [];
      while (seen.length < count) {
        const { times, ageMs: trueMs } = await nextPicture(video);
        const age = conn.teleop.pictureAge(times);
        if (age) seen.push({ trueMs, ...age });
      }
      await conn.close();
      video.remove();
      return seen;
    },
    { robot: ROBOT, count: PICTURES, clock: '/cameras/clock.mjs' },
  );
  const right = pictures.filter(
    ({ trueMs, latencyMs, errorMs }) => Math.abs(trueMs - latencyMs) <= errorMs,
  );
  const wrong = pictures.filter((one) => !right.includes(one));
  expect(right.length / PICTURES, JSON.stringify(wrong)).toBeGreaterThanOrEqual(0.95);
  // It says something: the error does not excuse it.
  const errors = pictures.map(({ errorMs }) => errorMs).sort((one, other) => one - other);
  return errors[PICTURES / 2]!;
}
