/** How old a picture is, as the operator is told, against what the picture itself says. */
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import type * as Rtcbot from '@rtcbot-web/sdk';
import { BITS, BLOCK } from './cameras/clock.mjs';
import { expect, ROBOT, test } from './fixtures.js';
import { expectWithinIn } from './late-pages.js';

declare const rtcbot: typeof Rtcbot;

const CAMERA = fileURLToPath(new URL('cameras/clock.mjs', import.meta.url));
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
    async ({ robot, count, bits, block, width, height }) => {
      const conn = new rtcbot.Relay(location.origin).connect(robot);
      const video = Object.assign(document.createElement('video'), { muted: true, autoplay: true });
      document.querySelector('main')!.append(video);
      conn.video.subscribe((stream) => {
        video.srcObject = stream;
      });
      const context = new OffscreenCanvas(width, height).getContext('2d', {
        willReadFrequently: true,
      })!;
      /** When the picture that is shown was drawn; undefined if that cannot be read. */
      const read = () => {
        context.drawImage(video, 0, 0, width, height);
        const isWhite = (x: number, y: number) =>
          context.getImageData(x + block / 2, y + block / 2, 1, 1).data[0]! > 128;
        let clock = 0;
        for (let bit = 0; bit < bits; bit++) {
          const [x, y] = [(bit % 8) * block, Math.floor(bit / 8) * block];
          if (isWhite(x, y) === isWhite(x, y + 2 * block)) return undefined;
          if (isWhite(x, y)) clock += 2 ** bit;
        }
        return clock;
      };
      const seen: { trueMs: number; latencyMs: number; errorMs: number }[] = [];
      while (seen.length < count) {
        const times = await new Promise<VideoFrameCallbackMetadata>((resolve) => {
          video.requestVideoFrameCallback((_, metadata) => resolve(metadata));
        });
        const drawnMs = read();
        const age = conn.teleop.pictureAge(times);
        if (drawnMs === undefined || !age) continue;
        const shownMs = Math.round(Date.now() + times.expectedDisplayTime - performance.now());
        // Of a clock that turns over; a picture may be on the screen a little before it is expected there
        const half = 2 ** (bits - 1);
        const turned = (shownMs - drawnMs) % 2 ** bits;
        const trueMs =
          turned > half ? turned - 2 * half : turned < -half ? turned + 2 * half : turned;
        seen.push({ trueMs, ...age });
      }
      await conn.close();
      video.remove();
      return seen;
    },
    { robot: ROBOT, count: PICTURES, bits: BITS, block: BLOCK, ...SIZE },
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
