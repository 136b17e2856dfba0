/** What `npm start` shows: the real server as a process of its own, its pages, and RTCBot's streaming tutorial. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { expect, test, type Page } from '@playwright/test';
import { DEMO_SCRIPT, type Demo, startDemo } from './demo-process.js';

/** Process ids of all that `pid` has started, directly or not. */
function descendants(pid: number): number[] {
  const parents = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        return [
          [Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])] as const,
        ];
      } catch {
        return []; // it has ended meanwhile
      }
    });
  const childrenOf = (parent: number): number[] =>
    parents.filter(([, of]) => of === parent).flatMap(([id]) => [id, ...childrenOf(id)]);
  return childrenOf(pid);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !readFileSync(`/proc/${String(pid)}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false;
  }
}

/** Fails unless a video element, native or ours, plays on. */
async function expectPlaying(page: Page, selector: string): Promise<void> {
  const state = () =>
    page.locator(selector).evaluate((element) => {
      const video = element as HTMLVideoElement;
      return { width: video.videoWidth, seconds: video.currentTime };
    });
  await expect.poll(async () => (await state()).width).toBeGreaterThan(0);
  const { seconds } = await state();
  await expect.poll(async () => (await state()).seconds).toBeGreaterThan(seconds + 0.5);
}

test.describe('the demo', () => {
  let demo: Demo;
  let errors: string[];

  test.beforeAll(async () => {
    demo = await startDemo();
  });

  test.afterAll(async () => {
    demo.child.kill('SIGTERM');
    if (demo.child.exitCode === null) await once(demo.child, 'exit');
  });

  test.beforeEach(({ page }) => {
    errors = [];
    page.on('pageerror', (error) => errors.push(error.message));
  });

  test.afterEach(() => {
    expect(errors).toEqual([]);
  });

  test('opens on the moving picture without a click, and has telemetry', async ({ page }) => {
    await page.goto(demo.url);
    await expectPlaying(page, 'rtc-video');
    await expect(page.getByText(/\d\.\d s ago/)).toBeVisible();
  });

  test('has one button for its sound', async ({ page }) => {
    // As a browser does that plays nothing before somebody clicked; this one is not strict in every test.
    await page.addInitScript(() => {
      const { play } = HTMLAudioElement.prototype;
      let wasClicked = false; // whatever Playwright asks a page counts as a gesture for the browser
      addEventListener('click', () => (wasClicked = true), true);
      HTMLAudioElement.prototype.play = function (this: HTMLAudioElement) {
        if (wasClicked) return play.call(this);
        return Promise.reject(new DOMException('', 'NotAllowedError'));
      };
    });
    await page.goto(demo.url);
    await expect(page.locator('rtc-audio')).toHaveJSProperty('status', 'blocked');
    const buttons = page.getByRole('button', { name: /sound/i });
    await expect(buttons).toHaveText('Turn sound on');
    await buttons.click();
    await expect(buttons).toHaveText('Turn sound off');
  });

  test('sends what is written to the robot, which passes it on to all', async ({
    page,
    browser,
  }) => {
    const other = await (await browser.newContext()).newPage();
    await Promise.all([page.goto(demo.url), other.goto(demo.url)]);
    await expectPlaying(page, 'rtc-video');
    await expectPlaying(other, 'rtc-video');
    await page.getByPlaceholder(/message/i).fill('hello from one');
    await page.keyboard.press('Enter');
    await expect(other.getByText('hello from one')).toBeVisible();
    await other.context().close();
  });

  for (const [width, height] of [
    [360, 800],
    [844, 390],
    [768, 1024],
  ] as const) {
    test(`the driver at ${width} x ${height} has picture, stick and stop in reach`, async ({
      browser,
    }) => {
      const context = await browser.newContext({
        viewport: { width, height },
        hasTouch: true,
        isMobile: true,
      });
      const page = await context.newPage();
      await page.goto(demo.url);
      await expectPlaying(page, 'rtc-video');
      const stop = page.getByRole('button', { name: 'Emergency stop' });
      await expect(stop).not.toContainText('Escape', { useInnerText: true });
      const reached = await page.evaluate(() => {
        document.querySelector('rtc-joystick')!.scrollIntoView({ block: 'end' });
        return ['rtc-video', 'rtc-joystick', 'rtc-stop'].map((tag) => {
          const inside = document.querySelector(tag)!.shadowRoot!;
          const shown = inside.querySelector('video, [part=base], [part=button]')!;
          const { x, y, width: across, height: down } = shown.getBoundingClientRect();
          const spots = [
            [0.5, 0.15],
            [0.5, 0.5],
            [0.5, 0.85],
          ] as const;
          return spots.map(
            ([atX, atY]) => document.elementFromPoint(x + across * atX, y + down * atY)?.localName,
          );
        });
      });
      expect(reached).toEqual(
        ['rtc-video', 'rtc-joystick', 'rtc-stop'].map((tag) => [tag, tag, tag]),
      );
      await context.close();
    });
  }

  for (const width of [360, 1440]) {
    test(`does not overflow at ${String(width)} px, in either colour scheme`, async ({ page }) => {
      await page.setViewportSize({ width, height: 800 });
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        for (const path of ['', 'tutorials/', 'tutorials/streaming/video.html']) {
          await page.goto(demo.url + path);
          const overflow = await page.evaluate(
            () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
          );
          expect(overflow, path).toBe(0);
        }
      }
    });
  }

  test('tutorial: the skeleton connects', async ({ page }) => {
    const ready = page.waitForEvent('console', (message) => message.text() === 'Ready!');
    await page.goto(demo.url + 'tutorials/streaming/skeleton.html');
    await ready;
  });

  test('tutorial: video comes to the browser', async ({ page }) => {
    await page.goto(demo.url + 'tutorials/streaming/video.html');
    await expectPlaying(page, 'video');
  });

  test('tutorial: video and sound come to the browser', async ({ page }) => {
    await page.goto(demo.url + 'tutorials/streaming/audio.html');
    await expectPlaying(page, 'video');
    const tracks = () =>
      page
        .locator('audio')
        .evaluate(
          (audio: HTMLAudioElement) =>
            (audio.srcObject as MediaStream | null)?.getAudioTracks().filter((one) => !one.muted)
              .length,
        );
    await expect.poll(tracks).toBe(1);
  });

  test('tutorial: the robot shows the camera and plays the microphone of the browser', async ({
    page,
  }) => {
    await page.goto(demo.url + 'tutorials/streaming/browser.html');
    const bytesOfScreen = async (): Promise<number> => {
      const response = await page.request.get(demo.url + 'robot-screen.png');
      return response.ok() ? (await response.body()).length : 0;
    };
    await expect.poll(bytesOfScreen).toBeGreaterThan(5000);
    await expect(page.getByText(/640 ?× ?480/).first()).toBeVisible();
  });

  test('tutorial: elements dropped into a page', async ({ page }) => {
    await page.goto(demo.url + 'tutorials/streaming/drop-in.html');
    await expectPlaying(page, 'rtc-video');
  });

  test('POST /connect answers what is not an offer with a clear line', async ({ request }) => {
    for (const data of ['not json', '{"type":"offer"}', '{"type":"offer","sdp":"nonsense"}']) {
      const response = await request.post(demo.url + 'connect', {
        data,
        headers: { 'content-type': 'application/json' },
      });
      expect(response.status(), data).toBe(400);
      expect(await response.text()).toMatch(/^[^\n]{10,300}\n?$/);
    }
  });
});

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  test(`${signal} ends the demo and leaves no process behind`, async () => {
    test.skip(process.platform !== 'linux', 'reads /proc');
    const { child } = await startDemo();
    const started = descendants(child.pid!);
    expect(started.length).toBeGreaterThan(2);
    child.kill(signal);
    const [code] = (await once(child, 'exit')) as [number | null];
    expect(code).toBe(0);
    await expect.poll(() => started.filter(isAlive)).toEqual([]);
  });
}

test('a port in use ends the demo with one line that says what to do', async () => {
  const holder = createServer().listen(0, '127.0.0.1');
  await once(holder, 'listening');
  const { port } = holder.address() as { port: number };
  const child = spawn(process.execPath, [DEMO_SCRIPT], {
    env: { ...process.env, PORT: String(port) },
  });
  let errorText = '';
  child.stderr.on('data', (data: Buffer) => (errorText += data.toString()));
  const [code] = (await once(child, 'exit')) as [number];
  holder.close();
  expect(code).toBe(1);
  expect(errorText.trim().split('\n')).toHaveLength(1);
  expect(errorText).toContain(`Port ${String(port)} is in use`);
});
