import { fileURLToPath } from 'node:url';
import type { Browser } from '@playwright/test';
import { createRelay, type Relay, type RelayOptions } from '@rtcbot-web/relay';
import { Robot, type RobotOptions } from '@rtcbot-web/robot';
import { expect, test as base } from './firefox/fixtures.js';
import { codedVideoFile, toneFile } from './media-files.js';
import { OperatorPage } from './pages/operator-page.js';

/** The name under which the tests' robot registers. */
export const ROBOT = 'rover-1';

const site = fileURLToPath(new URL('site', import.meta.url));
const quiet = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

interface Fixtures {
  /** Messages of what nobody caught in `page`; a test takes out what it expects, and none must be left at its end. */
  readonly pageErrors: string[];
  /** Starts a relay; port 0 unless told otherwise. All are closed at the end of the test. */
  readonly startRelay: (options?: RelayOptions) => Promise<Relay>;
  /** The relay of the test, with the test site. */
  readonly relay: Relay;
  /** Starts a robot on the coded video and the tone. All are closed at the end of the test. */
  readonly startRobot: (options?: RobotOptions) => Promise<Robot>;
  /** Opens an operator's page in a browser context of its own, in the project's browser or another one. */
  readonly openOperator: (relay?: Relay, browser?: Browser) => Promise<OperatorPage>;
}

interface WorkerFixtures {
  /** A robot and its relay for all tests that leave both as they are: starting a robot costs more than most tests do. */
  readonly standing: { readonly relay: Relay; readonly robot: Robot };
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  standing: [
    // eslint-disable-next-line no-empty-pattern -- Playwright wants a pattern, and this fixture needs no other
    async ({}, use) => {
      const relay = await createRelay({ port: 0, staticDir: site, log: quiet });
      const robot = await createRobot(relay.url);
      await robot.start();
      await use({ relay, robot });
      await robot.close();
      await relay.close();
    },
    { scope: 'worker' },
  ],
  // eslint-disable-next-line no-empty-pattern -- Playwright wants a pattern, and this fixture needs no other
  pageErrors: async ({}, use) => {
    const errors: string[] = [];
    await use(errors);
    expect(errors, 'nothing unhandled in the page').toEqual([]);
  },
  page: async ({ page, pageErrors }, use) => {
    page.on('pageerror', (error) => pageErrors.push(error.message));
    await use(page);
  },
  // eslint-disable-next-line no-empty-pattern -- Playwright wants a pattern, and this fixture needs no other
  startRelay: async ({}, use) => {
    const relays: Relay[] = [];
    await use(async (options) => {
      const relay = await createRelay({
        port: 0,
        staticDir: site,
        log: quiet,
        ...options,
      });
      relays.push(relay);
      return relay;
    });
    await Promise.all(relays.map((relay) => relay.close()));
  },
  relay: async ({ startRelay }, use) => {
    await use(await startRelay());
  },
  startRobot: async ({ relay }, use) => {
    const robots: Robot[] = [];
    await use(async (options) => {
      const robot = await createRobot(relay.url, options);
      robots.push(robot);
      await robot.start();
      return robot;
    });
    await Promise.all(robots.map((robot) => robot.close()));
  },
  openOperator: async ({ browser, relay }, use) => {
    const operators: OperatorPage[] = [];
    await use(async (at = relay, within = browser) => {
      const operator = await openOperatorPage(within, at.url);
      operators.push(operator);
      return operator;
    });
    await Promise.all(operators.map(({ page }) => page.context().close()));
  },
});

async function createRobot(relay: string, options?: RobotOptions): Promise<Robot> {
  const [camera, microphone] = await Promise.all([codedVideoFile(), toneFile()]);
  return new Robot({
    relay,
    robot: ROBOT,
    ...(options?.cameras ? {} : { camera: { file: camera } }),
    microphone: { file: microphone },
    log: quiet,
    ...options,
  });
}

async function openOperatorPage(browser: Browser, url: string): Promise<OperatorPage> {
  const context = await browser.newContext();
  return new OperatorPage(await context.newPage()).open(url);
}

export { expect } from './firefox/fixtures.js';
