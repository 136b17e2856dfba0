import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { createRelay } from '@rtcbot-web/relay';
import { build } from 'esbuild';
import { expect, test as base } from './fixtures.js';

/** A robot and who looks at it: each in a page of its own, over a real relay. */
export interface DriveWorld {
  readonly relay: string;
  readonly robotPage: Page;
  /** Shows this inside an `<rtc-robot>` on the test's page, and waits until the robot is live there. */
  readonly show: (elements: string) => Promise<Page>;
  /** The same on another operator's page. */
  readonly showElsewhere: (elements: string) => Promise<Page>;
}

/** A slow machine must not stop the robots of these tests: the watchdog has tests of its own. */
const PATIENT = { timeoutMs: 5_000, maxCommandAgeMs: 5_000 };

interface StartOptions {
  /** By default it needs no picture: it does not say that it sends any. */
  readonly pictureTimeoutMs?: number;
  readonly limits?: Record<string, number>;
}

interface Fixtures {
  readonly startWorld: (options?: StartOptions) => Promise<DriveWorld>;
}

interface WorkerFixtures {
  readonly robotScript: string;
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  robotScript: [
    // eslint-disable-next-line no-empty-pattern -- Playwright wants a pattern, and this fixture needs no other
    async ({}, use) => {
      const entry = fileURLToPath(new URL('site/robot.ts', import.meta.url));
      const { outputFiles } = await build({
        entryPoints: [entry],
        bundle: true,
        write: false,
        format: 'iife',
        logLevel: 'silent',
      });
      await use(outputFiles[0]!.text);
    },
    { scope: 'worker' },
  ],
  startWorld: async ({ browser, page, site, open, robotScript }, use) => {
    const relay = await createRelay({ port: 0, log: { info() {}, warn() {}, error() {} } });
    const pages: Page[] = [];
    // In a browser context of its own, a page is in front, and neither freezes nor slows down with others.
    const another = async (): Promise<Page> => {
      const made = await (await browser.newContext()).newPage();
      pages.push(made);
      await made.goto(site.url);
      return made;
    };
    await use(async (options = {}) => {
      await open();
      const robotPage = await another();
      await robotPage.addScriptTag({ content: robotScript });
      await robotPage.evaluate(([url, set]) => startRobot(url, set), [
        relay.url,
        { ...PATIENT, ...options },
      ] as const);
      return {
        relay: relay.url,
        robotPage,
        show: (elements) => showOn(page, relay.url, elements),
        showElsewhere: async (elements) => showOn(await another(), relay.url, elements),
      };
    });
    await Promise.all(pages.map((made) => made.context().close()));
    await relay.close();
  },
});

async function showOn(page: Page, relay: string, elements: string): Promise<Page> {
  await page.evaluate(
    async ([address, inside]) => {
      const camera = await navigator.mediaDevices.getUserMedia({ video: true });
      for (const track of camera.getTracks()) track.stop();
      document.body.innerHTML = `<rtc-robot relay="${address}" robot="rover-1">${inside}</rtc-robot>`;
    },
    [relay, elements] as const,
  );
  await page.waitForFunction(
    () =>
      !document.querySelector(':not(:defined)') &&
      (document.querySelector('rtc-robot')?.connection as { liveness?: string } | undefined)
        ?.liveness === 'live',
  );
  return page;
}

/** Takes control on a page, and waits until commands count. */
export async function takeControl(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await operatorOf().requestControl();
  });
  await page.waitForFunction(() => operatorOf().control.armed);
}

/** The commands that the robot has carried out, since the last call; the same one in succession counts once. */
export const commandsOf = (robotPage: Page): Promise<[number, number][]> =>
  robotPage.evaluate(() => robot.commands.splice(0));

/** Waits until the last command that the robot got is one that `matches`. */
export async function expectLastCommand(
  robotPage: Page,
  matches: (linear: number, angular: number) => boolean,
): Promise<void> {
  await expect
    .poll(async () => {
      const last = await robotPage.evaluate(() => robot.commands.at(-1));
      return last !== undefined && matches(...last);
    })
    .toBe(true);
}

export const isNeutral = (linear: number, angular: number): boolean =>
  linear === 0 && angular === 0;

/** Middle of an element's part. */
export async function middleOf(page: Page, tag: string, part: string) {
  const box = await page.locator(tag).locator(`css=[part~=${part}]`).first().boundingBox();
  const { x, y, width, height } = box!;
  return { x: x + width / 2, y: y + height / 2, width };
}

export { expect };
