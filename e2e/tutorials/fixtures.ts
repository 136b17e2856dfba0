/** The demo's own server with its robot, once for all tests of a worker, and tutorial pages that must not fail. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect as baseExpect, test as base, type Page } from '@playwright/test';

const script = fileURLToPath(new URL('../../demo/server.mjs', import.meta.url));

/** The demo as a process of its own. */
export interface Demo {
  readonly url: string;
  /** What it has written to its terminal. */
  readonly lines: readonly string[];
}

interface WorkerFixtures {
  readonly demo: Demo;
}

interface Fixtures {
  /** Opens a tutorial in a browser context of its own; nothing may go wrong in it, unless the test takes it out. */
  readonly open: (path: string) => Promise<Page>;
  /** What went wrong in the pages of the test. */
  readonly errors: string[];
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  demo: [
    // eslint-disable-next-line no-empty-pattern -- Playwright wants a pattern, and this fixture needs no other
    async ({}, use) => {
      const env = { ...process.env, PORT: '0', ROBOT_CAMERA: 'test', ROBOT_MICROPHONE: 'test' };
      const child = spawn(process.execPath, [script], {
        env,
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const lines: string[] = [];
      const url = await new Promise<string>((resolve, reject) => {
        createInterface(child.stdout).on('line', (line) => {
          lines.push(line);
          const ready = /ready: (http\S+)/.exec(line)?.[1];
          if (ready) resolve(ready);
        });
        child.once('exit', () => {
          reject(new Error(`The demo ended: ${lines.join('\n')}`));
        });
      });
      await use({ url, lines });
      child.kill('SIGTERM');
      if (child.exitCode === null) await once(child, 'exit');
    },
    { scope: 'worker' },
  ],
  // eslint-disable-next-line no-empty-pattern -- Playwright wants a pattern, and this fixture needs no other
  errors: async ({}, use) => {
    const errors: string[] = [];
    await use(errors);
    expect(errors, 'nothing went wrong in a page').toEqual([]);
  },
  open: async ({ browser, demo, errors }, use) => {
    const pages: Page[] = [];
    await use(async (path) => {
      const page = await (await browser.newContext()).newPage();
      pages.push(page);
      page.on('pageerror', (error) => errors.push(error.message));
      page.on('console', (message) => {
        if (message.type() === 'error') errors.push(message.text());
      });
      await page.goto(`${demo.url}tutorials/${path}`);
      return page;
    });
    await Promise.all(pages.map((page) => page.context().close()));
  },
});

export const expect = baseExpect;

/** Waits until the page of a tutorial says that it is connected. */
export async function expectConnected(page: Page): Promise<void> {
  await expect(page.locator('#link')).toHaveText('Connected to the robot.');
}

/** Fails unless a video shows pictures, and other ones as time goes on. */
export async function expectMovingPicture(page: Page, selector = 'video'): Promise<void> {
  const digest = () =>
    page
      .locator(selector)
      .first()
      .evaluate((video: HTMLVideoElement) => {
        const canvas = Object.assign(document.createElement('canvas'), { width: 64, height: 48 });
        const context = canvas.getContext('2d')!;
        context.drawImage(video, 0, 0, 64, 48);
        const { data } = context.getImageData(0, 0, 64, 48);
        return data.some((one, i) => i % 4 !== 3 && one > 0) ? data.join() : '';
      });
  await expect.poll(digest).not.toBe('');
  const first = await digest();
  await expect.poll(digest).not.toBe(first);
}
