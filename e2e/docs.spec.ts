/** The documentation's site as `npm start` serves it: under a strict policy, readable by everybody, searchable. */
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { createRelay, type Relay } from '@rtcbot-web/relay';

const demo = new URL('../demo/', import.meta.url);

interface Routes {
  createRoutes(options: { robot: object; fallback: unknown }): () => void;
}

test.describe('the documentation', () => {
  let relay: Relay;
  let server: Server;
  let url: string;

  test.beforeAll(async () => {
    server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    relay = await createRelay({ server, staticDir: fileURLToPath(demo) });
    const { createRoutes } = (await import(new URL('routes.mjs', demo).href)) as Routes;
    server.on('request', createRoutes({ robot: {}, fallback: relay.middleware }));
    url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/docs/`;
  });

  test.afterAll(async () => {
    server.close();
    await relay.close();
    server.closeAllConnections();
  });

  /** What the browser complains about, refusals of the policy included. */
  function complaints(page: Page): string[] {
    const found: string[] = [];
    page.on('pageerror', (error) => found.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') found.push(message.text());
    });
    return found;
  }

  test('leads from page to page and finds words, under a strict policy', async ({ page }) => {
    const found = complaints(page);
    const response = await page.goto(url);
    expect(response?.headers()['content-security-policy']).toContain("default-src 'self'");
    await page.getByRole('link', { name: 'Driving', exact: true }).first().click();
    await expect(page).toHaveURL(`${url}teleop`);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await page.getByRole('button', { name: 'Search' }).click();
    await page.getByRole('searchbox').fill('setCodecs');
    await expect(page.getByRole('option').first()).toContainText(/robot/i);
    expect(found).toEqual([]);
  });

  test('is colourful, light and dark, although style attributes are forbidden', async ({
    page,
  }) => {
    const colours = () =>
      page
        .locator('.vp-doc pre span span')
        .evaluateAll((spans) => new Set(spans.map((span) => getComputedStyle(span).color)).size);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.goto(`${url}messages`);
      expect(await colours(), colorScheme).toBeGreaterThan(3);
    }
  });

  test('axe finds nothing, and nothing is wider than the window', async ({ page }) => {
    for (const [width, colorScheme, path] of [
      [360, 'light', ''],
      [360, 'dark', 'reference/components'],
      [1440, 'dark', 'messages'],
    ] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.setViewportSize({ width, height: 800 });
      await page.goto(url + path);
      const where = `${path} at ${String(width)}`;
      const { violations } = await new AxeBuilder({ page }).analyze();
      const faults = violations.flatMap(({ id, nodes }) =>
        nodes.map(({ target }) => `${id} at ${JSON.stringify(target)}`),
      );
      expect(faults, where).toEqual([]);
      const excess = await page.evaluate(() => document.body.scrollWidth - innerWidth);
      expect(excess, where).toBeLessThanOrEqual(0);
    }
  });

  test('has each page as Markdown, listed for programs', async ({ request }) => {
    const list = await (await request.get(`${url}llms.txt`)).text();
    const links = [...list.matchAll(/\]\((\S+)\)/g)].map(([, link]) => link!);
    expect(links.length).toBeGreaterThan(15);
    for (const link of links) {
      const response = await request.get(new URL(link, url).href);
      expect(await response.text(), link).toMatch(/^# /);
    }
  });
});
