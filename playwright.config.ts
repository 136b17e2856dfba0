import { defineConfig } from '@playwright/test';
import { findChromium } from './scripts/programs/find-chromium.mjs';
import './scripts/testing/test-state.mjs';

/** Playwright never brings a browser of its own to the tests: they run in the one that robots run. */
const executablePath = findChromium();
if (executablePath === undefined) {
  throw new Error('There is no Chromium on this machine. `npm test` installs one.');
}

const isRoot = process.getuid?.() === 0;

/**
 * Features that are switched off. Chromium heeds only the last such list: the first ones are of Playwright's own, as far
 * as they concern pages of this machine. The last three are pages and processes of Chromium's own beside each page of
 * a test, which cost as much as the page: robots go without them, too.
 */
const DISABLED_FEATURES = [
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsUpgrades',
  'MediaRouter',
  'PaintHolding',
  'ThirdPartyStoragePartitioning',
  'AvoidCorsURLLoaderRestartOnRedirect',
  'OptimizationHints',
  'NetworkTimeServiceQuerying',
  'AimEnabled',
  'PreconnectToSearch',
  'WebUIOmniboxPopup',
  'WebUIOmniboxAimPopup',
  'SpareRendererForSitePerProcess',
];

/** Specs of connections and elements; the others are about what Chromium alone has, or about the robot. */
const IN_FIREFOX_TOO = [
  'e2e/firefox/*.spec.ts',
  'e2e/{main-job,healing,direct,data-channels}.spec.ts',
  'components/test/{autoplay,connection,liveness,loading,parity,snapshot}.spec.ts',
];

/** Specs that measure times or rates, or freeze and kill what others would wait for: nothing else runs beside them. */
const ALONE = [
  'e2e/faults/*.spec.ts',
  'e2e/{gamepad,latency,picture-age,poor-link,relay-power-loss,rover}.spec.ts',
  'e2e/tutorials/{car,threads}.spec.ts',
  'components/test/stale-picture.spec.ts',
];

export default defineConfig({
  testMatch: ['e2e/**/*.spec.ts', 'components/test/**/*.spec.ts'],
  outputDir: 'test-results',
  forbidOnly: Boolean(process.env['CI']),
  retries: 0,
  // `npm test` asks for more, but for the project `alone`: see scripts/checks.mjs.
  workers: 1,
  // Only what hangs reaches these: a busy machine may take many times longer than an idle one.
  timeout: 180_000,
  expect: { timeout: 60_000 },
  reporter: [['list'], ['json', { outputFile: '.cache/playwright.json' }]],
  use: {
    screenshot: 'only-on-failure',
    // What a page looked like is not in it: taking that would cost the tests a tenth of the CPU that the videos need.
    trace: { mode: 'retain-on-failure', screenshots: false, snapshots: false },
    actionTimeout: 60_000,
    navigationTimeout: 60_000,
    launchOptions: {
      executablePath,
      args: [
        '--use-fake-device-for-media-stream=fps=30',
        '--use-fake-ui-for-media-stream',
        '--allow-loopback-in-peer-connection',
        '--disable-background-networking',
        // There is no graphics processor: a process for it would but copy each picture once more.
        '--in-process-gpu',
        `--disable-features=${DISABLED_FEATURES.join(',')}`,
        ...(isRoot ? ['--no-sandbox'] : []),
      ],
    },
  },
  projects: [
    {
      name: 'chromium',
      use: { browserName: 'chromium' },
      testIgnore: ['e2e/firefox/**', ...ALONE],
    },
    // Debian's Firefox through Puppeteer: see e2e/firefox/firefox-browser.ts.
    {
      name: 'firefox',
      use: { browserName: 'firefox' },
      testMatch: IN_FIREFOX_TOO,
      grepInvert: /@chromium/,
    },
    { name: 'alone', use: { browserName: 'chromium' }, testMatch: ALONE, workers: 1 },
  ],
});
