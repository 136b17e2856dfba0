/** RTCBot's offloading: a tab does the vision work on the robot's video, and steers the robot. */
import type { Page } from '@playwright/test';
import { expect, expectConnected, expectMovingPicture, test } from './fixtures.js';

/** What the tab shows of its work: where the pixels are that do not fade, -1 to 1, and how many. */
const found = (page: Page) =>
  page.locator('#found').evaluate((canvas: HTMLCanvasElement) => {
    const { width, height } = canvas;
    const { data } = canvas.getContext('2d')!.getImageData(0, 0, width, height);
    const columns: number[] = [];
    for (let i = 0; i < data.length; i += 4) {
      if (data[i + 3] === 255) columns.push((i / 4) % width);
    }
    const mean = columns.reduce((sum, x) => sum + x, 0) / columns.length;
    return { count: columns.length, turn: (2 * mean) / width - 1 };
  });

test('it finds the colour in each picture, and the robot turns there', async ({ open }) => {
  const page = await open('offloading/vision.html');
  await expectConnected(page);
  await expectMovingPicture(page);
  await expect(page.locator('#share')).toHaveText(/\d\.\d % of the picture/);
  await expect.poll(async () => (await found(page)).count).toBeGreaterThan(100);
  await expect(page.locator('#why')).toHaveText(/turning (left|right)/);

  // The test picture's disc is right below the middle: what is found there steers gently
  const { turn } = await found(page);
  expect(Math.abs(turn)).toBeLessThan(0.4);
  const wheels = await page.evaluate(() =>
    ['left', 'right'].map((id) => Number(document.getElementById(id)!.textContent)),
  );
  expect(wheels[0]).toBeCloseTo(-wheels[1]!, 5);
  expect(Math.abs(wheels[0]!)).toBeLessThanOrEqual(0.5);
});

test('it stops the robot when the colour is not there', async ({ open }) => {
  const page = await open('offloading/vision.html');
  await expect(page.locator('#why')).toHaveText(/turning/);
  await page.getByLabel('Colour to follow').fill('#ff00ff');
  await expect(page.locator('#share')).toHaveText('0.0 % of the picture');
  await expect(page.locator('#why')).toHaveText('nothing to follow');
  expect((await found(page)).count).toBe(0);
  await expect(page.locator('#left')).toHaveText('0.00');
});

test('the robot stops by itself when the vision falls silent', async ({ open }) => {
  const page = await open('offloading/vision.html');
  await expect(page.locator('#why')).toHaveText(/turning/);
  await page.evaluate('conn.video.frames.unsubscribeAll()');
  await expect(page.locator('#why')).toHaveText('no word for half a second');
  await expect(page.locator('#right')).toHaveText('0.00');
});
