/** A page with the SDK's CDN file and nothing else, for what needs a browser but no robot. */
import { cp, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { test as base, type Page } from '@playwright/test';
import { createRelay } from '@rtcbot-web/relay';

const sdkDist = fileURLToPath(new URL('../sdk/dist', import.meta.url));

/** What the page holds. */
const HTML = `<!doctype html>
<title>SDK</title>
<link rel="icon" href="data:," />
<script src="/rtcbot.js"></script>
<body></body>`;

interface Fixtures {
  /** The page. The SDK's built ESM files are beside it: `/index.js`, `/subscriptions.js`. */
  readonly sdkPage: Page;
}

export const test = base.extend<Fixtures>({
  sdkPage: async ({ page }, use, testInfo) => {
    const staticDir = testInfo.outputPath('site');
    await cp(sdkDist, staticDir, { recursive: true });
    await writeFile(path.join(staticDir, 'index.html'), HTML);
    const relay = await createRelay({
      port: 0,
      staticDir,
      log: { info() {}, warn() {}, error() {} },
    });
    await page.goto(relay.url);
    await use(page);
    await relay.close();
  },
});

export { expect } from '@playwright/test';
