/** The bar of `<rtc-video controls="robot">`: what it shows, and that everybody can work it. */
import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { expect, takeControl, test } from './drive-fixtures.js';

const BAR = '<rtc-video controls="robot" muted></rtc-video>';

/** Shows a picture, with sound on request. */
const play = (page: Page, hasSound = false) =>
  page.evaluate(async (sound) => {
    const video = document.querySelector('rtc-video')!;
    const { stream } = createSource('rgb(200, 40, 40)');
    if (sound) stream.addTrack(createSoundTrack());
    video.srcObject = stream;
    await whenStatus(video, 'live');
  }, hasSound);

/** What has the focus: its name, or its role if it has none. */
const focused = (page: Page) =>
  page.evaluate(() => {
    const active = document.querySelector('rtc-video')!.shadowRoot!.activeElement;
    return active?.ariaLabel ?? active?.localName ?? '';
  });

const bar = (page: Page) => page.getByRole('group', { name: 'Picture controls' });
const button = (page: Page, name: string | RegExp) => bar(page).getByRole('button', { name });

test('the bar is shown for controls="robot", the native controls for controls, else nothing', async ({
  open,
}) => {
  const page = await open('<rtc-video></rtc-video>');
  const states = await page.evaluate(async () => {
    const video = document.querySelector('rtc-video')!;
    const look = async () => {
      await video.updateComplete;
      const hasBar = video.shadowRoot!.querySelector('[part=bar]') !== null;
      return `${String(video.getAttribute('controls'))} ${video.controls} ${video.video.controls} ${hasBar}`;
    };
    const states = [await look()];
    for (const value of ['robot', true, 'robot', '', false]) {
      Reflect.set(video, 'controls', value);
      states.push(await look());
    }
    video.setAttribute('controls', 'robot');
    return [...states, await look()];
  });
  expect(states).toEqual([
    'null false false false',
    'robot true false true',
    ' true true false',
    'robot true false true',
    'null false false false',
    'null false false false',
    'robot true false true',
  ]);
});

test('every control is reached and worked with the keyboard, is named, and is 44 px large', async ({
  open,
}) => {
  const page = await open(BAR);
  await page.setViewportSize({ width: 1_000, height: 800 });
  await play(page, true);
  await button(page, 'Turn, zoom and copy').click();
  await page.evaluate(() => {
    document.querySelector('rtc-video')!.style.width = '800px';
  });
  const names: string[] = [];
  await page.locator('rtc-video .view').focus();
  for (let name = await focused(page); name; name = await focused(page)) {
    if (names.includes(name)) break;
    names.push(name);
    await page.keyboard.press('Tab');
  }
  expect(names).toEqual([
    'Picture: plus and minus zoom, arrow keys move it while it is zoomed',
    ...['Pause', 'Unmute', 'Volume', 'Save picture', 'Turn, zoom and copy'],
    ...['Small window', 'Full screen', 'Zoom out', 'Zoom in'],
    ...['Rotate by 90 degrees', 'Mirror', 'Copy picture'],
  ]);
  const small = await bar(page)
    .locator('button, select, input')
    .evaluateAll((all) =>
      all
        .filter((one) => Math.min(one.clientHeight, one.clientWidth) < 40)
        .map((one) => one.outerHTML),
    );
  expect(small).toEqual([]);

  const pressed = async (name: string) => {
    await button(page, name).focus();
    await page.keyboard.press('Enter');
  };
  await pressed('Unmute');
  await expect(page.locator('rtc-video')).toHaveJSProperty('muted', false);
  await bar(page).getByRole('slider', { name: 'Volume' }).press('ArrowLeft');
  await expect(page.locator('rtc-video')).toHaveJSProperty('volume', 0.95);
  await pressed('Pause');
  await expect(page.locator('rtc-video')).toHaveJSProperty('status', 'paused');
  await expect(page.locator('rtc-video').locator('css=[part=bar-status]')).toHaveText('Paused');
  await pressed('Play');
  await expect(page.locator('rtc-video')).toHaveJSProperty('status', 'live');
  await expect(page.locator('rtc-video').locator('css=[part=bar-status]')).toHaveText('Live');
  await pressed('Zoom in');
  await pressed('Rotate by 90 degrees');
  await pressed('Mirror');
  const view = await page.evaluate(() => {
    const { zoom, rotate, flip } = document.querySelector('rtc-video')!;
    return { zoom, rotate, flip };
  });
  expect(view).toEqual({ zoom: 1.5, rotate: 90, flip: true });
  await expect(button(page, 'Mirror')).toHaveAttribute('aria-pressed', 'true');
  await pressed('1.5×: Show the whole picture');
  await expect(page.locator('rtc-video')).toHaveJSProperty('zoom', 1);
  expect(await focused(page)).toMatch(/^Picture:/);
  await pressed('Turn, zoom and copy');
  await expect(button(page, 'Mirror')).toHaveCount(0);
});

test('without sound of its own, the bar is for that of the <rtc-audio> beside it', async ({
  open,
}) => {
  const page = await open(`<rtc-robot>${BAR}<rtc-audio muted></rtc-audio></rtc-robot>`);
  await play(page);
  await expect(button(page, 'Pause')).toBeVisible();
  await expect(button(page, /mute/i)).toHaveCount(0);
  await page.evaluate(() => {
    document.querySelector('rtc-audio')!.srcObject = new MediaStream([createSoundTrack()]);
  });
  await button(page, 'Unmute').click();
  await expect(button(page, /^Mute$/)).toBeVisible();
  await expect(page.locator('rtc-audio')).toHaveJSProperty('muted', false);
  await page.locator('rtc-video').evaluate((video: HTMLElement) => (video.style.width = '700px'));
  await bar(page).getByRole('slider', { name: 'Volume' }).fill('0');
  await expect(page.locator('rtc-audio')).toHaveJSProperty('muted', true);
});

test('the whole screen has the bar and the words over the picture', async ({ open }) => {
  const page = await open(BAR);
  await play(page);
  await button(page, 'Full screen').click();
  await expect(button(page, 'Leave full screen')).toBeVisible();
  expect(await page.evaluate(() => document.fullscreenElement?.localName)).toBe('rtc-video');
  const { bottom, height } = await bar(page).evaluate((element) => {
    const { bottom } = element.getBoundingClientRect();
    return { bottom, height: innerHeight };
  });
  expect(bottom).toBeCloseTo(height, 0);
  await button(page, 'Leave full screen').click();
  await expect(button(page, /^Full screen$/)).toBeVisible();
});

test('what controlslist names is left out', async ({ open }) => {
  const parts =
    'play mute volume status latency camera snapshot zoom rotate copy pictureinpicture fullscreen';
  const list = parts.replace(/\w+/g, 'no$&');
  const page = await open(BAR);
  await play(page, true);
  await expect(bar(page).locator('button')).not.toHaveCount(0);
  await page.locator('rtc-video').evaluate((video, value) => {
    video.setAttribute('controlslist', value);
  }, list);
  await expect(bar(page).locator('button, input, select, span')).toHaveCount(0);
  await page.locator('rtc-video').evaluate((video) => {
    video.setAttribute('controlslist', 'nosnapshot nozoom norotate nocopy');
  });
  await expect(button(page, 'Pause')).toBeVisible();
  await expect(button(page, 'Save picture')).toHaveCount(0);
  await expect(button(page, 'Turn, zoom and copy')).toHaveCount(0);
  await expect(page.locator('rtc-video .view[tabindex]')).toHaveCount(0);
});

test('a picture is saved and copied as it is turned; what became of that is said', async ({
  page,
  context,
  open,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await open(BAR);
  await button(page, 'Save picture').click();
  await expect(bar(page).getByRole('status')).toHaveText('There is no picture yet.');
  await play(page);
  await page.evaluate(() => {
    document.querySelector('rtc-video')!.rotate = 90;
  });
  const download = page.waitForEvent('download');
  await button(page, 'Save picture').click();
  const saved = await download;
  expect(saved.suggestedFilename()).toMatch(/^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ\.png$/);
  const header = (await readFile(await saved.path())).subarray(16, 24);
  expect([header.readUInt32BE(0), header.readUInt32BE(4)]).toEqual([240, 320]);
  await expect(bar(page).getByRole('status')).toHaveText('Picture saved');
  await button(page, 'Turn, zoom and copy').click();
  await button(page, 'Copy picture').click();
  await expect(bar(page).getByRole('status')).toHaveText('Picture copied');
  const copied = await page.evaluate(async () => {
    const [item] = await navigator.clipboard.read();
    const { width, height } = await createImageBitmap(await item!.getType('image/png'));
    return [width, height];
  });
  expect(copied).toEqual([240, 320]);
});

test('the bar tells how old the picture is, and that it is old when it stands still', async ({
  startWorld,
}) => {
  const { show, robotPage } = await startWorld();
  const page = await show(BAR);
  const video = page.locator('rtc-video');
  await expect(video.locator('css=[part=latency]')).toHaveText(/^Delay of the picture: \d+ ms$/);
  await expect(video.locator('css=[part=bar-status]')).toHaveText('Live');
  await robotPage.evaluate(() => {
    robot.source.stop();
  });
  await expect(video.locator('css=[part=bar-status]')).toHaveText('Not live');
  await expect(video.locator('css=[part=latency]')).toHaveCount(0);
  await expect(video.locator('css=[part=badge]')).toBeVisible();
  // Three fit a narrow phone.
  for (const width of [360, 1440]) {
    await page.setViewportSize({ width, height: 900 });
    const overflow = await page.evaluate(() => {
      const bar = document.querySelector('rtc-video')!.shadowRoot!.querySelector('[part=bar]')!;
      return [document.documentElement.scrollWidth - innerWidth, bar.scrollWidth - bar.clientWidth];
    });
    expect(overflow).toEqual([0, 0]);
  }
});

test('who drives by a zoomed picture drives on; arrow keys that move it do not drive', async ({
  startWorld,
}) => {
  const { show } = await startWorld({ pictureTimeoutMs: 700 });
  const page = await show(`${BAR}<rtc-keyboard-drive></rtc-keyboard-drive>`);
  await takeControl(page);
  const state = () => page.evaluate(() => document.querySelector('rtc-keyboard-drive')!.driveState);
  await expect.poll(state).toBe('ready');
  await page.locator('rtc-video').evaluate(async (video: HTMLElementTagNameMap['rtc-video']) => {
    video.zoom = 8;
    await passed(900); // longer than a picture that is not seen may be old
  });
  expect(await state()).toBe('ready');
  await page.locator('rtc-video .view').focus();
  await page.keyboard.down('ArrowUp');
  const moved = page.locator('rtc-video video');
  await expect(moved).toHaveAttribute('style', /translate\(0%, 10%\)/);
  expect(await state()).toBe('ready');
  await page.keyboard.up('ArrowUp');
  await page.keyboard.press('0');
  await page.keyboard.down('ArrowUp');
  await expect.poll(state).toBe('driving');
  await page.keyboard.press('+');
  await page.keyboard.down('ArrowUp'); // it repeats, and goes on to drive
  expect(await state()).toBe('driving');
  await expect(moved).toHaveAttribute('style', /scale\(1\.25\)/);
  await expect(moved).toHaveAttribute('style', /translate\(0%, 0%\)/);
  await page.keyboard.up('ArrowUp');
  await expect.poll(state).toBe('ready');
});

test('a hundred that come and go leave nothing behind', async ({ open }) => {
  const page = await open();
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  const count = async () => {
    await page.evaluate(async () => {
      for (let index = 0; index < 50; index += 1) {
        const video = document.createElement('rtc-video');
        video.setAttribute('controls', 'robot');
        video.muted = true;
        document.body.append(video);
        await video.updateComplete;
        video.zoom = 2;
        await video.updateComplete;
        video.remove();
      }
      await passed(200);
    });
    await session.send('HeapProfiler.collectGarbage');
    const { metrics } = await session.send('Performance.getMetrics');
    const value = (name: string) => metrics.find((one) => one.name === name)!.value;
    return { nodes: value('Nodes'), listeners: value('JSEventListeners') };
  };
  const before = await count();
  const after = await count();
  expect(after.nodes - before.nodes).toBeLessThan(50);
  expect(after.listeners - before.listeners).toBeLessThan(50);
});
