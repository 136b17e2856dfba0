import type { Page } from '@playwright/test';
import { expect, expectLastCommand, middleOf, takeControl, test } from './drive-fixtures.js';
import { HEAD } from './fixtures.js';

const POLICY = [
  "default-src 'self'",
  "style-src 'self'",
  "script-src 'self'",
  "connect-src 'self' ws://127.0.0.1:*", // the relay of these tests has a port of its own
  "require-trusted-types-for 'script'",
  'trusted-types rtcbot lit-html',
].join('; ');

const BODY = `<rtc-robot><rtc-video controls muted width="320" height="240"></rtc-video> <rtc-audio></rtc-audio>
  <rtc-stop></rtc-stop> <rtc-control></rtc-control>
  <rtc-joystick deadzone="0"></rtc-joystick> <rtc-keyboard-drive></rtc-keyboard-drive> <rtc-gamepad></rtc-gamepad></rtc-robot>`;

const violations = (page: Page) =>
  page.evaluate(() => (globalThis as unknown as { violations: unknown[] }).violations);

const STRICT_HEAD = `<script src="/violations.js"></script><script src="/rtcbot.js"></script>${HEAD}`;

test('all works where style attributes are forbidden and Trusted Types enforced', async ({
  startWorld,
  site,
  open,
}) => {
  const { relay, robotPage } = await startWorld();
  site.csp = POLICY;
  const page = await open(BODY, STRICT_HEAD);
  await page.evaluate(async (address) => {
    const camera = await navigator.mediaDevices.getUserMedia({ video: true });
    for (const track of camera.getTracks()) track.stop();
    Object.assign(document.querySelector('rtc-robot')!, { relay: address, robot: 'rover-1' });
  }, relay);
  await expect(page.locator('rtc-video:state(live)')).toBeVisible();
  await takeControl(page);

  // The handle goes where the pointer pulls it.
  const { x, y, width } = await middleOf(page, 'rtc-joystick', 'base');
  const handle = () => middleOf(page, 'rtc-joystick', 'handle');
  expect((await handle()).y).toBeCloseTo(y, 0);
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x, y - width, { steps: 3 });
  await expectLastCommand(robotPage, (linear) => linear === 0.5);
  const pulled = await handle();
  expect(y - pulled.y).toBeGreaterThan(width * 0.2);
  expect(pulled.x).toBeCloseTo(x, 0);
  await page.mouse.up();

  // Each key is where it is on the keyboard.
  const [w, a, s, d] = await page
    .locator('rtc-keyboard-drive')
    .locator('css=[part~=key]')
    .evaluateAll((keys) => keys.map((key) => key.getBoundingClientRect()));
  expect([a!.y, d!.y]).toEqual([s!.y, s!.y]);
  expect(w!.y).toBeLessThan(s!.y);
  expect(w!.x).toBe(s!.x);
  expect(a!.x).toBeLessThan(s!.x);
  expect(d!.x).toBeGreaterThan(s!.x);

  await robotPage.evaluate(() => {
    robot.source.stop();
  });
  await expect(page.locator('rtc-video:state(stale)')).toBeVisible();
  await page.getByRole('button', { name: 'Emergency stop' }).click();
  await expect(page.locator('rtc-stop:state(confirmed)')).toBeVisible();
  expect(await violations(page)).toEqual([]);
});

test('workers of the SDK go through the policy rtcbot, which takes no script of others', async ({
  site,
  open,
}) => {
  // What a page has to allow for a function in a worker is `blob:`, as everywhere.
  site.csp = POLICY.replace("script-src 'self'", "script-src 'self'; worker-src 'self' blob:");
  const page = await open('', STRICT_HEAD);
  const squares = await page.evaluate(async () => {
    const worker = new rtcbot.WorkerSubscriptionProducerConsumer<number, number>(async (side) => {
      for (;;) side.put_nowait((await side.get()) ** 2);
    });
    worker.put_nowait(7);
    const square = await worker.get();
    await worker.close();
    return square;
  });
  expect(squares).toBe(49);
  const refused = await page.evaluate(() => {
    try {
      new rtcbot.WorkerSubscriptionProducer('https://elsewhere.example/worker.js');
      return 'taken';
    } catch (error) {
      return String(error);
    }
  });
  expect(refused).toContain('The policy rtcbot lets no script come from https://elsewhere.example');
  expect(await violations(page)).toEqual([]);
});

test('sound comes in blocks under a strict policy, and what it does not allow is named', async ({
  site,
  open,
}) => {
  site.csp = POLICY;
  const page = await open('', STRICT_HEAD);
  const size = await page.evaluate(async () => {
    const microphone = new rtcbot.Microphone({ blocksize: 256 });
    const read = new Promise<number>((resolve) => {
      microphone.frames.subscribe(({ numberOfFrames }) => {
        resolve(numberOfFrames);
      });
    });
    return read.finally(() => microphone.close());
  });
  expect(size).toBe(256);
  expect(await violations(page)).toEqual([]);

  const message = await page.evaluate(async () => {
    const worker = new rtcbot.WorkerSubscriptionProducer(() => undefined);
    await worker.onClose();
    return worker.error?.message;
  });
  expect(message).toContain('Add blob: to worker-src');
});

test('sound that the policy keeps from coming in blocks is named, with what to serve', async ({
  site,
  open,
}) => {
  const files = ['violations', 'rtcbot', 'rtcbot-components', 'source'];
  const allowed = files.map((name) => `${site.url}${name}.js`).join(' ');
  site.csp = POLICY.replace("script-src 'self'", `script-src ${allowed}`);
  const page = await open('', STRICT_HEAD);
  const message = await page.evaluate(
    () =>
      new Promise((resolve) => {
        addEventListener('error', (event) => {
          event.preventDefault();
          resolve(event.message);
        });
        const microphone = new rtcbot.Microphone({ blocksize: 256 });
        microphone.frames.subscribe(() => undefined);
      }),
  );
  expect(message).toContain('Serve rtcbot-audio-blocks.js beside the file of the SDK');
});

test('A is left of D on a page that is read from right to left', async ({ open }) => {
  const page = await open('<rtc-keyboard-drive></rtc-keyboard-drive><rtc-joystick></rtc-joystick>');
  await page.evaluate(() => {
    document.documentElement.dir = 'rtl';
  });
  const keys = page.locator('rtc-keyboard-drive').locator('css=[part~=key]');
  const left = await keys.evaluateAll((all) => all.map((key) => key.getBoundingClientRect().x));
  const [w, a, s, d] = left;
  expect([w, a! < s!, s! < d!]).toEqual([s, true, true]);
});
