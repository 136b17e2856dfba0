import { expectWithinIn } from '../../e2e/late-pages.js';
import { expect, test } from './fixtures.js';

/** When a picture counts as old by default, and how much later than that it is marked at the latest. */
const STALE_AFTER_MS = 1000;
const TOLERANCE_MS = 500;

test('a picture that stands still is marked, and unmarked when it moves again', async ({
  open,
}) => {
  const page = await open('<rtc-video controls muted></rtc-video>');
  const video = page.locator('rtc-video');
  const markedAfterMs = await expectWithinIn([page], STALE_AFTER_MS + TOLERANCE_MS, () =>
    page.evaluate(async () => {
      const element = document.querySelector('rtc-video')!;
      const source = createSource();
      Object.assign(window, { source });
      element.srcObject = source.stream;
      await whenStatus(element, 'live');
      let lastFrameAtMs = 0;
      const note = (): void => {
        lastFrameAtMs = performance.now();
        element.requestVideoFrameCallback(note);
      };
      note();
      await whenFrames(element, 5);
      source.stop();
      return (await whenStatus(element, 'stale')) - lastFrameAtMs;
    }),
  );
  expect(markedAfterMs).toBeGreaterThan(STALE_AFTER_MS - 50);

  await expect(video.locator('css=[part=badge]')).toHaveText(/^Not live: last picture \d+ s ago$/);
  await expect(video.getByRole('status')).toHaveText('The picture has stopped.');
  await expect(page.locator('rtc-video:state(stale)')).toBeVisible();
  await expect(video.locator('css=video')).toHaveCSS('filter', 'grayscale(1) brightness(0.55)');
  await expect(video.locator('css=[part=badge]')).toHaveText(/last picture [3-9] s ago/);

  await page.evaluate(() => (window as unknown as { source: { start(): void } }).source.start());
  await expect(page.locator('rtc-video:state(live)')).toBeVisible();
  await expect(video.locator('css=[part=badge]')).toHaveCount(0);
  await expect(video.getByRole('status')).toHaveText('Live');
  await expect(video.locator('css=video')).toHaveCSS('filter', 'none');
});

test('how long a picture is live can be set', async ({ open }) => {
  const page = await open('<rtc-video stale-after-ms="200" muted></rtc-video>');
  await expectWithinIn([page], STALE_AFTER_MS, () =>
    page.evaluate(async () => {
      const element = document.querySelector('rtc-video')!;
      const source = createSource();
      element.srcObject = source.stream;
      await whenStatus(element, 'live');
      await whenFrames(element, 3);
      source.stop();
      const stoppedAtMs = performance.now();
      return (await whenStatus(element, 'stale')) - stoppedAtMs;
    }),
  );
});

test('paused by a person is paused, not stale, and plays on live', async ({ open }) => {
  const page = await open('<rtc-video stale-after-ms="200" muted></rtc-video>');
  const seen = await page.evaluate(async () => {
    const element = document.querySelector('rtc-video')!;
    element.srcObject = createSource().stream;
    await whenStatus(element, 'live');
    const statuses: string[] = [];
    element.addEventListener('rtc-status-change', ({ detail }) => statuses.push(detail));
    element.pause();
    await passed(500); // far longer than a picture is live
    const text = element.shadowRoot!.querySelector('[role=status]')!.textContent.trim();
    await element.play();
    await whenStatus(element, 'live');
    return { statuses, text };
  });
  expect(seen).toEqual({ statuses: ['paused', 'waiting', 'live'], text: 'Paused' });
});

test('paused with the native controls is paused, until they play on', async ({ open }) => {
  const page = await open('<rtc-video controls muted></rtc-video>');
  const video = page.locator('rtc-video');
  await page.evaluate(() => {
    document.querySelector('rtc-video')!.srcObject = createSource().stream;
  });
  await expect(video).toHaveJSProperty('status', 'live');
  await video.locator('css=video').focus();
  await page.keyboard.press('Space');
  await expect(video).toHaveJSProperty('status', 'paused');
  await expect(video).toHaveJSProperty('paused', true);
  await page.keyboard.press('Space');
  await expect(video).toHaveJSProperty('status', 'live');
});

test('autoplay="false" waits for play()', async ({ open }) => {
  const page = await open('<rtc-video autoplay="false" muted></rtc-video>');
  const states = await page.evaluate(async () => {
    const element = document.querySelector('rtc-video')!;
    element.srcObject = createSource().stream;
    await new Promise((resolve) => element.addEventListener('loadedmetadata', resolve));
    const before = [element.paused, element.status];
    await element.play();
    await whenStatus(element, 'live');
    return { before, after: [element.paused, element.status] };
  });
  expect(states).toEqual({ before: [true, 'paused'], after: [false, 'live'] });
});

test('a track that has ended says so', async ({ open }) => {
  const page = await open('<rtc-video muted></rtc-video>');
  await page.evaluate(async () => {
    const element = document.querySelector('rtc-video')!;
    const { stream } = createSource();
    element.srcObject = stream;
    await whenStatus(element, 'live');
    for (const track of stream.getTracks()) track.stop();
  });
  const status = page.locator('rtc-video').getByRole('status');
  await expect(status).toHaveText('The robot has ended the picture.');
});

test('a picture that Chromium makes up when a track ends is no sign of life @chromium', async ({
  open,
}) => {
  const page = await open('<rtc-video stale-after-ms="2500" muted></rtc-video>');
  const statuses = await page.evaluate(async () => {
    const element = document.querySelector('rtc-video')!;
    const [source, frozen] = [createSource(), createSource()];
    const [operator, robot] = await createConnections();
    robot.video.putSubscription(source.stream);
    operator.video.subscribe((stream) => {
      element.srcObject = stream;
    });
    await connectDirectly(operator, robot);
    await whenStatus(element, 'live');
    source.stop();
    frozen.stop();
    await whenStatus(element, 'stale');
    const seen: string[] = [];
    element.addEventListener('rtc-status-change', ({ detail }) => seen.push(detail));
    const madeUp = whenFrames(element);
    await operator.close();
    await madeUp;
    const stream = element.srcObject as MediaStream;
    for (const track of stream.getTracks()) stream.removeTrack(track);
    for (const track of frozen.stream.getTracks()) stream.addTrack(track);
    const status = element.shadowRoot!.querySelector('[role=status]')!;
    while (!status.textContent.includes('has stopped')) await passed(20);
    return seen;
  });
  expect(statuses).toEqual([]);
});

test('a page in the background shows nothing, and is not live before a new picture', async ({
  open,
}) => {
  const page = await open('<rtc-video stale-after-ms="200" muted></rtc-video>');
  const statuses = await page.evaluate(async () => {
    const element = document.querySelector('rtc-video')!;
    const source = createSource();
    element.srcObject = source.stream;
    await whenStatus(element, 'live');
    const seen: string[] = [];
    element.addEventListener('rtc-status-change', ({ detail }) => seen.push(detail));
    // A headless browser has no background; the page is told that it is there.
    const hide = (hidden: boolean): void => {
      Object.defineProperty(document, 'hidden', { configurable: true, value: hidden });
      document.dispatchEvent(new Event('visibilitychange'));
    };
    source.stop();
    hide(true);
    await passed(500); // far longer than a picture is live
    hide(false);
    await whenStatus(element, 'stale');
    source.start();
    await whenStatus(element, 'live');
    return seen;
  });
  expect(statuses).toEqual(['hidden', 'waiting', 'stale', 'live']);
});

test('the mark comes along when the native controls fill the screen', async ({ open }) => {
  const page = await open('<rtc-video controls muted></rtc-video>');
  await page.evaluate(async () => {
    const element = document.querySelector('rtc-video')!;
    const source = createSource();
    element.srcObject = source.stream;
    await whenStatus(element, 'live');
    await element.shadowRoot!.querySelector('video')!.requestFullscreen();
    source.stop();
  });
  const overlay = page.locator('rtc-video').locator('css=[part=overlay]');
  await expect(overlay.locator('css=[part=badge]')).toBeVisible();
  const isOnTop = () => overlay.evaluate((element) => element.matches(':popover-open'));
  expect(await isOnTop()).toBe(true);
  const screen = await page.evaluate(() => ({
    x: 0,
    y: 0,
    width: innerWidth,
    height: innerHeight,
  }));
  expect(await overlay.boundingBox()).toEqual(screen);
  await page.evaluate(() => document.exitFullscreen());
  await expect.poll(isOnTop).toBe(false);
  await expect(overlay.locator('css=[part=badge]')).toBeVisible();
});

test('an old picture does not stay in the small window, which has no room for a mark', async ({
  open,
}) => {
  const page = await open('<rtc-video muted></rtc-video>');
  const inWindow = await page.evaluate(async () => {
    const element = document.querySelector('rtc-video')!;
    const source = createSource();
    element.srcObject = source.stream;
    await whenStatus(element, 'live');
    await element.requestPictureInPicture();
    const before = document.pictureInPictureElement === element;
    const left = new Promise((resolve) => {
      element.addEventListener('leavepictureinpicture', resolve);
    });
    source.stop();
    await left;
    return { before, after: document.pictureInPictureElement, status: element.status };
  });
  expect(inWindow).toEqual({ before: true, after: null, status: 'stale' });
});

test('the latency of <rtc-video> is that of the connection that it shows', async ({ open }) => {
  const page = await open('<rtc-robot><rtc-video latency="smooth"></rtc-video></rtc-robot>');
  const seen = await page.evaluate(async () => {
    const [robot, video] = [
      document.querySelector('rtc-robot')!,
      document.querySelector('rtc-video')!,
    ];
    const [first, second] = await createConnections();
    robot.connection = first;
    const latencies: string[] = [first.video.latency];
    for (const latency of ['low', 'smooth', null, 'fast'] as const) {
      video.latency = latency as 'low';
      await video.updateComplete;
      latencies.push(first.video.latency);
      first.video.latency = 'smooth';
    }
    video.latency = null;
    await video.updateComplete;
    second.video.latency = 'smooth'; // by the page itself, which the element leaves alone
    robot.connection = second;
    await video.updateComplete;
    return [...latencies, second.video.latency];
  });
  expect(seen).toEqual(['smooth', 'low', 'smooth', 'low', 'low', 'smooth']);
});
