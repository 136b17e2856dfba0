/** Zoom, rotation and mirroring of `<rtc-video>`. */
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.js';

const VIDEO = '<rtc-video controls="robot" muted></rtc-video>';

/** Shows four colours: red, green in the upper row, blue, white in the lower one. */
const play = (page: Page) =>
  page.evaluate(async () => {
    const video = document.querySelector('rtc-video')!;
    const canvas = Object.assign(document.createElement('canvas'), { width: 320, height: 240 });
    const context = canvas.getContext('2d')!;
    const draw = (): void => {
      ['#f00', '#0f0', '#00f', '#fff'].forEach((colour, index) => {
        context.fillStyle = colour;
        context.fillRect((index % 2) * 160, Math.floor(index / 2) * 120, 160, 120);
      });
    };
    draw();
    setInterval(draw, 33);
    video.srcObject = canvas.captureStream(30);
    await whenStatus(video, 'live');
  });

/** Size of an image, and the colours of its quarters, row by row. */
const snapshot = (page: Page) =>
  page.evaluate(async () => {
    const image = await createImageBitmap(await document.querySelector('rtc-video')!.snapshot());
    const { width, height } = image;
    const context = new OffscreenCanvas(width, height).getContext('2d')!;
    context.drawImage(image, 0, 0);
    const names = [0.25, 0.75].flatMap((y) =>
      [0.25, 0.75].map((x) => {
        const { data } = context.getImageData(width * x, height * y, 1, 1);
        const on = [...data.slice(0, 3)].map((value) => (value > 128 ? 1 : 0)).join('');
        return { 100: 'red', '010': 'green', '001': 'blue', 111: 'white' }[on] ?? on;
      }),
    );
    return `${width}x${height} ${names.join(' ')}`;
  });

/** What is on the screen, of the same quarters. */
async function shown(page: Page): Promise<string[]> {
  const box = (await page.locator('rtc-video .view').boundingBox())!;
  const picture = (await page.screenshot({ clip: box })).toString('base64');
  return page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
    const { width, height } = image;
    const context = new OffscreenCanvas(width, height).getContext('2d')!;
    context.drawImage(image, 0, 0);
    return [0.25, 0.75].flatMap((y) =>
      [0.25, 0.75].map((x) => {
        const { data } = context.getImageData(width * x, height * y, 1, 1);
        const on = [...data.slice(0, 3)].map((value) => (value > 128 ? 1 : 0)).join('');
        return { 100: 'red', '010': 'green', '001': 'blue', 111: 'white' }[on] ?? on;
      }),
    );
  }, picture);
}

const TURNED: Record<string, string> = {
  '0 ': '320x240 red green blue white',
  '90 ': '240x320 blue red white green',
  '180 ': '320x240 white blue green red',
  '270 ': '240x320 green white red blue',
  '0 flip': '320x240 green red white blue',
  '90 flip': '240x320 red blue green white',
};

test('a picture is turned and mirrored on the screen, in its size and in what is kept', async ({
  open,
}) => {
  const page = await open(VIDEO);
  await page.setViewportSize({ width: 800, height: 800 });
  await play(page);
  for (const [turn, kept] of Object.entries(TURNED)) {
    const [rotate, flip] = turn.split(' ');
    await page.locator('rtc-video').evaluate(
      async (video: HTMLElementTagNameMap['rtc-video'], [degrees, mirrored]) => {
        video.setAttribute('rotate', degrees!);
        video.toggleAttribute('flip', mirrored === 'flip');
        await video.updateComplete;
      },
      [rotate, flip] as const,
    );
    expect(await snapshot(page), turn).toBe(kept);
    expect(await shown(page), turn).toEqual(kept.split(' ').slice(1));
    const box = (await page.locator('rtc-video .view').boundingBox())!;
    expect(`${box.width}x${box.height}`, turn).toBe(kept.split(' ')[0]);
  }
});

test('a turned picture keeps to the size that the page gives it', async ({ open }) => {
  const page = await open('<rtc-video rotate="90" muted></rtc-video>');
  await play(page);
  const sizes = await page.evaluate(async () => {
    const video = document.querySelector('rtc-video')!;
    const sizes: string[] = [];
    const measure = async (attributes: Record<string, string>) => {
      for (const name of ['width', 'height', 'style']) video.removeAttribute(name);
      for (const [name, value] of Object.entries(attributes)) video.setAttribute(name, value);
      await video.updateComplete;
      sizes.push(`${video.offsetWidth}x${video.offsetHeight}`);
    };
    await measure({});
    await measure({ width: '120' });
    await measure({ height: '160' });
    await measure({ width: '100', height: '100' });
    await measure({ style: 'display: block; width: 60px' });
    return sizes;
  });
  expect(sizes).toEqual(['240x320', '120x160', '120x160', '100x100', '60x80']);
});

const zoom = (page: Page) => page.evaluate(() => document.querySelector('rtc-video')!.zoom);

test('a picture is zoomed and moved with wheel, double click, mouse, fingers and keys', async ({
  open,
}) => {
  const page = await open(`${VIDEO}<div style="height: 3000px"></div>`);
  await play(page);
  const box = (await page.locator('rtc-video .view').boundingBox())!;
  const [left, top] = [box.x + box.width / 4, box.y + box.height / 4];
  const scrolled = () => page.evaluate(() => scrollY);

  await test.step('the wheel scrolls the page, until somebody has turned to the picture', async () => {
    await page.mouse.move(left, top);
    await page.mouse.wheel(0, 200);
    await expect.poll(scrolled).toBeGreaterThan(0);
    expect(await zoom(page)).toBe(1);
    await page.mouse.wheel(0, -1_000);
    await expect.poll(scrolled).toBe(0);
    await page.mouse.click(left, top);
    await page.mouse.wheel(0, -400);
    await expect.poll(() => zoom(page)).toBeGreaterThan(2);
    expect(await shown(page)).toEqual(['red', 'red', 'red', 'red']);
    await page.mouse.wheel(0, 2_000);
    await expect.poll(() => zoom(page)).toBe(1);
    expect(await scrolled()).toBe(0);
  });

  await test.step('a double click shows more of what is there, another one all', async () => {
    await page.mouse.dblclick(box.x + box.width - 1, box.y + 1);
    expect(await zoom(page)).toBe(2);
    expect(await shown(page)).toEqual(['green', 'green', 'green', 'green']);
  });

  await test.step('dragging moves it', async () => {
    await page.mouse.move(left, top);
    await page.mouse.down();
    await page.mouse.move(left + box.width, top - box.height, { steps: 4 });
    await page.mouse.up();
    expect(await shown(page)).toEqual(['blue', 'blue', 'blue', 'blue']);
    await page.mouse.dblclick(left, top);
    expect(await zoom(page)).toBe(1);
  });

  await test.step('two fingers zoom, one moves', async () => {
    const session = await page.context().newCDPSession(page);
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', ...points: [number, number][]) =>
      session.send('Input.dispatchTouchEvent', {
        type,
        touchPoints: points.map(([x, y], id) => ({ x, y, id })),
      });
    await touch('touchStart', [left, top]);
    await touch('touchStart', [left, top], [left + 20, top]);
    for (const apart of [30, 40, 60]) await touch('touchMove', [left, top], [left + apart, top]);
    await touch('touchEnd');
    await expect.poll(() => zoom(page)).toBeCloseTo(3, 0);
    expect(await shown(page)).toEqual(['red', 'red', 'red', 'red']);
    await touch('touchStart', [left, top]);
    for (const way of [50, 150, 400]) await touch('touchMove', [left - way, top]);
    await touch('touchEnd');
    expect(await shown(page)).toEqual(['green', 'green', 'green', 'green']);
  });

  await test.step('keys zoom and move, with limits', async () => {
    await page.keyboard.press('0');
    expect(await zoom(page)).toBe(1);
    await page.keyboard.press('-');
    expect(await zoom(page)).toBe(1);
    for (let times = 0; times < 12; times += 1) await page.keyboard.press('+');
    expect(await zoom(page)).toBe(8);
    for (let times = 0; times < 60; times += 1) await page.keyboard.press('ArrowDown');
    for (let times = 0; times < 60; times += 1) await page.keyboard.press('ArrowRight');
    expect(await shown(page)).toEqual(['white', 'white', 'white', 'white']);
  });
});

test('what is said of an old picture is over it, as large as ever, however it is zoomed', async ({
  open,
}) => {
  const page = await open(VIDEO);
  await page.evaluate(async () => {
    const video = document.querySelector('rtc-video')!;
    const source = createSource();
    video.srcObject = source.stream;
    await whenStatus(video, 'live');
    source.stop();
    await whenStatus(video, 'stale');
    await video.updateComplete;
  });
  const words = () =>
    page.evaluate(() => {
      const { shadowRoot } = document.querySelector('rtc-video')!;
      const box = (selector: string) => {
        const { x, y, height } = shadowRoot!.querySelector(selector)!.getBoundingClientRect();
        return [Math.round(y), Math.round(height), x > 0];
      };
      return {
        badge: box('[part=badge]'),
        status: box('[part=status]'),
        frame: box('[part=overlay]'),
      };
    });
  const before = await words();
  await page.evaluate(async () => {
    const video = document.querySelector('rtc-video')!;
    Object.assign(video, { zoom: 8, flip: true });
    await video.updateComplete;
  });
  expect(await words()).toEqual(before);
  const { badge } = before;
  const painted = await page.screenshot({
    clip: { x: 0, y: Number(badge[0]), width: 320, height: 20 },
  });
  expect(painted.length).toBeGreaterThan(400); // words, and not one colour
});

test('bad values of rotate warn once and count as 0, zoom stays within its limits', async ({
  page,
  open,
}) => {
  const warnings: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'warning') warnings.push(message.text());
  });
  await open('<rtc-video rotate="45"></rtc-video><rtc-video rotate="45"></rtc-video>');
  const values = await page.evaluate(async () => {
    const video = document.querySelector('rtc-video')!;
    await video.updateComplete;
    const zooms = [NaN, 0, 3, 100].map((zoom) => {
      video.zoom = zoom;
      return video.zoom;
    });
    return { rotate: video.rotate, zooms };
  });
  expect(values).toEqual({ rotate: 0, zooms: [1, 1, 3, 8] });
  expect(warnings.filter((text) => text.startsWith('RTCBot:'))).toEqual([
    'RTCBot: rotate="45" is not 0, 90, 180 or 270; 0 is used.',
  ]);
});
