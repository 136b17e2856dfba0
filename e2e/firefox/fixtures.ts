/** What chooses the browser: Playwright's own Chromium, or Firefox through Puppeteer in the project `firefox`. */
import { test as base, type Browser } from '@playwright/test';
import { skipReason } from '../../scripts/programs/needed-program.mjs';
import { FirefoxBrowser } from './firefox-browser.js';
import { findFirefox, whyNoFirefox } from './install-firefox.mjs';

interface Fixtures {
  /** Skips the test where Firefox is wanted but missing. */
  readonly browserIsThere: void;
}

interface WorkerFixtures {
  /** Why there is no browser for this project; told on the terminal. */
  readonly whyNoBrowser: string | undefined;
  /** A Chromium, whichever browser the project runs in. */
  readonly chromium: Browser;
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  whyNoBrowser: [
    async ({ browserName }, use) => {
      const reason = browserName === 'firefox' ? whyNoFirefox() : undefined;
      if (reason !== undefined && skipReason(reason) === undefined) throw new Error(reason);
      if (reason !== undefined) process.stderr.write(`\nSKIPPED: ${reason}\n`);
      await use(reason);
    },
    { scope: 'worker' },
  ],
  browserIsThere: [
    async ({ whyNoBrowser }, use) => {
      test.skip(whyNoBrowser !== undefined, 'There is no Firefox on this machine: see above.');
      await use();
    },
    { auto: true },
  ],
  browser: [
    async ({ playwright, browserName }, use) => {
      const browser =
        browserName === 'firefox'
          ? ((await FirefoxBrowser.launch(findFirefox()!)) as unknown as Browser)
          : await playwright[browserName].launch();
      await use(browser);
      await browser.close();
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  chromium: [
    async ({ playwright, browser, browserName }, use) => {
      if (browserName === 'chromium') return use(browser);
      const chromium = await playwright.chromium.launch();
      await use(chromium);
      await chromium.close();
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  // Playwright's own fixture asks its browser for more than a browser of others can tell.
  context: async ({ browser }, use) => {
    const context = await browser.newContext();
    await use(context);
    await context.close();
  },
});

export { expect } from './expect.js';
