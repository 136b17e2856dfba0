/** What all tutorial pages have in common: index, links, the code that they show, looks, and the keyboard. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.js';

const file = (path: string) =>
  readFileSync(fileURLToPath(new URL(`../../demo/tutorials/${path}`, import.meta.url)), 'utf8');

type TutorialPage = readonly [path: string, ...programs: string[]];

/** Every page, in RTCBot's order, with the programs that it shows. */
const PAGES: readonly TutorialPage[] = [
  ['basics/video.html'],
  ['basics/audio.html'],
  ['basics/both.html'],
  ['basics/subscriptions.html'],
  ['webrtc/server.html', 'webrtc/server.mjs'],
  ['webrtc/data-connection.html', 'webrtc/data-connection.mjs'],
  ['webrtc/json.html', 'webrtc/json.mjs'],
  ['streaming/skeleton.html', 'streaming/skeleton.mjs'],
  ['streaming/video.html', 'streaming/video.mjs'],
  ['streaming/audio.html', 'streaming/audio.mjs'],
  ['streaming/browser.html', 'streaming/browser.mjs'],
  ['streaming/drop-in.html', 'streaming/drop-in.mjs'],
  ['remote-control/keyboard.html', 'remote-control/keyboard.mjs'],
  ['remote-control/gamepad.html', 'remote-control/gamepad.mjs'],
  ['remote-control/drive.html', 'remote-control/drive.mjs'],
  ['multi-connect/clients.html', 'multi-connect/clients.mjs'],
  ['mobile/relay.html', 'mobile/robot.html', 'mobile/robot.mjs'],
  ['offloading/vision.html', 'offloading/vision.mjs'],
  ['threads/sensor.html'],
  ['arduino/lines.html', 'arduino/lines.ino'],
  ['arduino/structs.html', 'arduino/structs.ino'],
];

const words = (text: string) => text.replace(/\s+/g, ' ').trim();

/** The code of the cards, once it is there. */
async function shownCode(page: Page): Promise<string[]> {
  const blocks = page.locator('code-card pre');
  await expect(blocks.locator('code')).toHaveCount(await blocks.count());
  return blocks.allTextContents();
}

test('the index links every tutorial, in order, with a line about each', async ({ open }) => {
  const page = await open('');
  const links = page.locator('.tutorial-list a');
  const paths = await links.evaluateAll((all) => all.map((one) => one.getAttribute('href')));
  expect(paths).toEqual(PAGES.map(([path]) => `/tutorials/${path}`));
  for (const line of await page.locator('.tutorial-list p').allTextContents()) {
    expect(line).toMatch(/^.{10,80}\.$/);
  }
});

/** Fails unless the cards show what runs in the page and behind it. */
async function expectCode(page: Page, programs: readonly string[]): Promise<void> {
  const [ofPage = '', ...ofPrograms] = await shownCode(page);
  const script = await page.locator('#tutorial-script').allTextContents();
  expect(words(ofPage)).toContain(words(script[0] ?? '<rtc-robot robot="demo">'));
  expect(ofPrograms.map(words)).toEqual(programs.map((one) => words(file(one))));
  // What one copies is the same again when a browser reads it
  const markup = await page.evaluate((code) => {
    const wellFormed = new DOMParser().parseFromString(code, 'text/html');
    const ids = [...wellFormed.querySelectorAll('[id]')].map(({ id }) => id);
    const values = [...wellFormed.querySelectorAll('input')].map((one) => one.defaultValue);
    const live = [...document.querySelectorAll('#tutorial-markup input')];
    return { ids, values, live: live.map((one) => (one as HTMLInputElement).defaultValue) };
  }, ofPage);
  expect(new Set(markup.ids).size).toBe(markup.ids.length);
  expect(markup.values).toEqual(markup.live);
  // What the script asks for by id is in the code that one copies
  for (const [, id] of (script[0] ?? '').matchAll(/(?:find\('|querySelector\('#)([\w-]+)'/g)) {
    expect(ofPage).toContain(`id="${id!}"`);
  }
}

/** Fails unless the Tab key reaches every control, in sight. */
async function expectReachable(page: Page): Promise<void> {
  const wanted = await page.evaluate(() => {
    const all = document.querySelectorAll<HTMLElement>(
      'main :is(a[href], button, input, select, audio[controls], pre[tabindex])',
    );
    const isUsable = (one: HTMLElement) =>
      one.tabIndex >= 0 && !one.matches(':disabled') && one.checkVisibility();
    const usable = [...all].filter(isUsable);
    usable.forEach((one, i) => (one.dataset['wanted'] = String(i)));
    return usable.length;
  });
  const reached = new Set<string>();
  for (let presses = 0; reached.size < wanted && presses < wanted + 40; presses++) {
    await page.keyboard.press('Tab');
    const now = await page.evaluate(() => {
      const element = document.activeElement as HTMLElement;
      const { top, bottom } = element.getBoundingClientRect();
      const isInSight = bottom > 0 && top < innerHeight;
      return isInSight ? element.dataset['wanted'] : undefined;
    });
    if (now !== undefined) reached.add(now);
  }
  expect(reached.size, 'reached with the Tab key').toBe(wanted);
}

/** Fails if the page is wider than a small or a large window, in either colour scheme. */
async function expectFitting(page: Page): Promise<void> {
  for (const width of [360, 1440]) {
    await page.setViewportSize({ width, height: 800 });
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(overflow, `${String(width)} px, ${colorScheme}`).toBe(0);
    }
  }
}

/** Fails unless the link leads to this tutorial, or is not there if there is none. */
async function expectLink(page: Page, name: string, path: string | undefined): Promise<void> {
  const link = page.getByRole('link', { name });
  if (path === undefined) await expect(link).toHaveCount(0);
  else await expect(link).toHaveAttribute('href', new RegExp(`/tutorials/${path}$`));
}

const chapterOf = ([path]: TutorialPage) => path.split('/')[0]!;

for (const chapter of new Set(PAGES.map(chapterOf))) {
  test(`the pages of ${chapter} show the code that runs, fit, are reached with the Tab key, and lead to the next`, async ({
    open,
  }) => {
    test.slow(); // many pages
    const pages = PAGES.filter((one) => chapterOf(one) === chapter);
    const page = await open(pages[0]![0]);
    for (const one of pages) {
      const [path, ...programs] = one;
      await test.step(path, async () => {
        await expect(page).toHaveURL(new RegExp(`/tutorials/${path}$`));
        await page.waitForLoadState();
        await expectCode(page, programs);
        await expectReachable(page);
        await expectFitting(page);
        const [before, after] = [-1, 1].map((step) => PAGES[PAGES.indexOf(one) + step]?.[0]);
        await expectLink(page, 'Back: ', before);
        await expectLink(page, 'Next: ', after);
        if (one !== pages.at(-1)) await page.getByRole('link', { name: 'Next: ' }).click();
      });
    }
  });
}

test('a server without a robot’s program says so on the page', async ({ open, errors }) => {
  const page = await open('webrtc/server.html');
  await page.route('**/connect/json', (route) => route.fulfill({ status: 503, body: 'No robot.' }));
  await page.goto(new URL('/tutorials/webrtc/json.html', page.url()).href);
  await expect(page.locator('#link')).toHaveText('It did not work: No robot.');
  await expect(page.locator('#link')).toHaveAttribute('data-tone', 'bad');
  expect(errors.splice(0).join()).toContain('No robot.');
});
