/** Viewers of a robot whose camera shows its clock, which may share an encoder. */
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import type { Robot } from '@rtcbot-web/robot';
import type * as Rtcbot from '@rtcbot-web/sdk';
import { expect, ROBOT } from './fixtures.js';
import { recordPeers } from './pages/recorded-peers.js';
import type * as Clock from './site/cameras/clock.mjs';

declare const rtcbot: typeof Rtcbot;

/** The file of a camera that a script draws. */
export const camera = (name: string) =>
  fileURLToPath(new URL(`site/cameras/${name}.mjs`, import.meta.url));

/** So small that nobody gets a smaller picture, in which the clock could not be read. */
export const SIZE = { width: 320, height: 160 } as const;

/** So many pictures are read, one after the other. */
const PICTURES = 10;

/** A picture that is older than this is not what is there now, however busy the machine is. */
const OLD_MS = 3_000;

/** Connects and shows the picture; its peer connections are in `peers`. */
export async function watch(
  page: Page,
  url: string,
  options: Rtcbot.ConnectOptions = {},
): Promise<void> {
  await page.addInitScript(recordPeers);
  await page.goto(`${url}/operator.html`);
  await page.evaluate(
    async ([robot, given]) => {
      const own = new rtcbot.Relay(location.origin).connect(robot, given);
      const video = Object.assign(document.createElement('video'), { muted: true, autoplay: true });
      document.querySelector('main')!.append(video);
      own.video.subscribe((stream) => {
        video.srcObject = stream;
      });
      Object.assign(window, { conn: own });
      await own.onReady();
    },
    [ROBOT, options] as const,
  );
}

/** Fails unless pictures come that can be read and are of now. */
export async function expectLiveClock(page: Page): Promise<void> {
  const ages = await page.evaluate(
    async ({ clock, pictures }) => {
      const { nextPicture } = (await import(clock)) as typeof Clock;
      const seen: number[] = [];
      while (seen.length < pictures) {
        seen.push((await nextPicture(document.querySelector('video')!)).ageMs);
      }
      return seen;
    },
    { clock: '/cameras/clock.mjs', pictures: PICTURES },
  );
  expect(Math.max(...ages)).toBeLessThan(OLD_MS);
}

/** How many viewers get what was encoded for all, and what was encoded for them alone. */
async function viewersOf(
  robot: Robot,
): Promise<{ readonly shared: number; readonly alone: number }> {
  const { encoders } = await robot.status();
  const isShared = (one: { readonly implementation: string }) => one.implementation === 'WebCodecs';
  const count = (all: typeof encoders) => all.reduce((sum, { viewers }) => sum + viewers, 0);
  return {
    shared: count(encoders.filter(isShared)),
    alone: count(encoders.filter((one) => !isShared(one))),
  };
}

/** Waits until so many viewers share an encoder, and so many have one of their own. */
export const expectViewers = (robot: Robot, shared: number, alone: number) =>
  expect.poll(() => viewersOf(robot)).toEqual({ shared, alone });
