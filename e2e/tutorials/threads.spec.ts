/** RTCBot's threads: a sensor that blocks, in the page and in a worker. */
import type { Page } from '@playwright/test';
import { expect, expectConnected, expectMovingPicture, test } from './fixtures.js';

const rate = (page: Page, mode: string) =>
  page.locator(`#rate-${mode}`).evaluate((element) => Number(element.textContent));

test('in the page it costs most pictures, in a worker none; both read it', async ({ open }) => {
  const page = await open('threads/sensor.html');
  await expectConnected(page);
  await expectMovingPicture(page);
  await expect.poll(() => rate(page, 'none')).toBeGreaterThan(10);

  await page.getByRole('button', { name: /^Bad/ }).click();
  await expect(page.locator('#value')).toHaveText(/^2\d\.\d\d$/);
  await expect.poll(() => rate(page, 'bad')).toBeGreaterThan(0);
  const bad = await rate(page, 'bad');
  expect(bad).toBeLessThan(8);

  await page.getByRole('button', { name: /^Good/ }).click();
  await expect(page.locator('#value')).toHaveText(/^2\d\.\d\d$/);
  await expect.poll(() => rate(page, 'good')).toBeGreaterThan(Math.max(10, 2 * bad));

  await page.getByRole('button', { name: 'No sensor' }).click();
  await expect(page.locator('#value')).toHaveText('off');
});

test('vision in a worker keeps up with the video', async ({ open }) => {
  const page = await open('offloading/vision.html');
  await expect(page.locator('#why')).toHaveText(/turning/);
  const perSecond = await page.evaluate(`new Promise((resolve) => {
    let count = 0;
    let startMs;
    vision.subscribe(() => {
      startMs ??= performance.now();
      if (++count === 31) resolve(30_000 / (performance.now() - startMs));
    });
  })`);
  expect(perSecond as number).toBeGreaterThan(8);
});
