import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { test as base } from '../../e2e/firefox/fixtures.js';

const read = (path: string) => readFile(fileURLToPath(new URL(path, import.meta.url)), 'utf8');

const SCRIPTS: Record<string, () => Promise<string>> = {
  '/rtcbot-components.js': () => read('../dist/rtcbot-components.min.js'),
  '/source.js': () => read('site/source.js'),
  '/violations.js': () => read('site/violations.js'),
  '/rtcbot-audio-blocks.js': () => read('../../sdk/dist/rtcbot-audio-blocks.js'),
  '/rtcbot.js': () => read('../../sdk/dist/rtcbot.min.js'),
};

/** The head of most pages: the CDN file as its users load it, and what the tests run in the page. */
export const HEAD =
  '<script src="/rtcbot-components.js"></script><script src="/source.js"></script>';

interface Fixtures {
  /** Opens a page of this HTML; what it throws fails the test. */
  readonly open: (body?: string, head?: string) => Promise<Page>;
}

interface WorkerFixtures {
  /** `csp`: the policy of its pages; undefined: none. */
  readonly site: { readonly url: string; html: string; csp: string | undefined };
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  site: [
    // eslint-disable-next-line no-empty-pattern -- Playwright wants a pattern, and this fixture needs no other
    async ({}, use) => {
      const site: WorkerFixtures['site'] = { url: '', html: '', csp: undefined };
      const server = createServer((request, response) => {
        void (async () => {
          const script = SCRIPTS[request.url ?? ''];
          response.setHeader('content-type', script ? 'text/javascript' : 'text/html');
          if (site.csp && !script) response.setHeader('content-security-policy', site.csp);
          response.end(script ? await script() : site.html);
        })();
      });
      Object.assign(site, { url: await listen(server) });
      await use(site);
      server.closeAllConnections();
      server.close();
    },
    { scope: 'worker' },
  ],
  open: async ({ page, site }, use) => {
    const errors: Error[] = [];
    page.on('pageerror', (error) => errors.push(error));
    await use(async (body = '', head = HEAD) => {
      site.html = `<!doctype html><title>test</title>${head}<body>${body}`;
      await page.goto(site.url);
      return page;
    });
    site.csp = undefined;
    if (errors[0]) throw errors[0];
  },
});

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

export { expect } from '../../e2e/firefox/fixtures.js';
