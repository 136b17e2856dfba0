/** RTCBot's basics: one page, its camera and microphone, and subscriptions. */
import type { Page } from '@playwright/test';
import { expect, expectMovingPicture, test } from './fixtures.js';

const numberIn = (page: Page, id: string) =>
  page.locator(`#${id}`).evaluate((element) => Number(element.textContent));

test('video: the camera is shown, and can be stopped', async ({ open }) => {
  const page = await open('basics/video.html');
  await page.getByRole('button', { name: 'Start the camera' }).click();
  await expectMovingPicture(page, '#display');
  const isLive = () =>
    page
      .locator('#display')
      .evaluate((video: HTMLVideoElement) =>
        (video.srcObject as MediaStream)
          .getTracks()
          .some(({ readyState }) => readyState === 'live'),
      );
  expect(await isLive()).toBe(true);
  await page.getByRole('button', { name: 'Stop it' }).click();
  expect(await isLive()).toBe(false);
});

test('video: starting again puts the new camera into the old place', async ({ open }) => {
  const page = await open('basics/video.html');
  const start = page.getByRole('button', { name: 'Start the camera' });
  await start.click();
  await expectMovingPicture(page, '#display');
  await start.click();
  await expectMovingPicture(page, '#display');
});

test('video: a camera that may not be used is said so', async ({ open }) => {
  const page = await open('basics/video.html');
  await page.evaluate(() => {
    navigator.mediaDevices.getUserMedia = () =>
      Promise.reject(new DOMException('Permission denied', 'NotAllowedError'));
  });
  await page.getByRole('button', { name: 'Start the camera' }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'camera' })).toBeVisible();
});

test('sound: its loudness is measured, and it is played on request', async ({ open }) => {
  const page = await open('basics/audio.html');
  const hear = page.getByRole('button', { name: 'Hear yourself' });
  await expect(hear).toBeDisabled();
  const loudest = page.locator('#level').evaluate(
    (meter: HTMLMeterElement) =>
      new Promise<number>((resolve) => {
        const observer = new MutationObserver(() => {
          if (meter.value > 0.05) resolve(meter.value);
        });
        observer.observe(meter, { attributes: true });
      }),
  );
  await page.getByRole('button', { name: 'Start the microphone' }).click();
  expect(await loudest).toBeGreaterThan(0.05); // the fake microphone beeps
  await hear.click();
  await expect(hear).toHaveAttribute('aria-pressed', 'true');
  const isHeard = () => page.evaluate('Boolean(speaker?.ready)');
  await expect.poll(isHeard).toBe(true);
  await hear.click();
  await expect(hear).toHaveAttribute('aria-pressed', 'false');
  expect(await isHeard()).toBe(false);
});

test('both: a slow subscriber skips pictures and holds nobody up', async ({ open }) => {
  const page = await open('basics/both.html');
  await page.getByRole('button', { name: 'Start both' }).click();
  await expectMovingPicture(page, '#display');
  await expect.poll(() => numberIn(page, 'every')).toBeGreaterThan(45);
  const changes = await page.evaluate(async () => {
    const counts = { every: 0, some: 0 };
    const observer = new MutationObserver((records) => {
      for (const { target } of records) counts[(target as Element).id as keyof typeof counts] += 1;
    });
    for (const id of ['every', 'some'])
      observer.observe(document.getElementById(id)!, { childList: true });
    const until = Number(document.getElementById('every')!.textContent) + 40;
    while (Number(document.getElementById('every')!.textContent) < until) {
      await new Promise(requestAnimationFrame);
    }
    observer.disconnect();
    return counts;
  });
  expect(changes.every).toBeGreaterThanOrEqual(35);
  expect(changes.some).toBeLessThan(6);
  await expect.poll(() => numberIn(page, 'some')).toBeGreaterThan(30);
  const sound = page.locator('#speaker');
  expect(await sound.evaluate((audio: HTMLAudioElement) => audio.srcObject !== null)).toBe(true);
});

test('subscriptions: every way of taking values gets them, each on its own', async ({ open }) => {
  const page = await open('basics/subscriptions.html');
  await expect.poll(() => numberIn(page, 'callback')).toBeGreaterThan(2);
  await page.getByRole('button', { name: /^Read/ }).click();
  expect(await numberIn(page, 'queue')).toBe(1);
  await expect.poll(() => numberIn(page, 'recent')).toBeGreaterThan(2);
  const read = page.getByRole('button', { name: /^Read/ });
  await read.click();
  await expect(page.locator('#queue')).toHaveText('2');

  await page.getByRole('button', { name: 'Unsubscribe the callback' }).click();
  const stopped = await numberIn(page, 'callback');
  await expect.poll(() => numberIn(page, 'loop')).toBeGreaterThan(stopped + 1);
  expect(await numberIn(page, 'callback')).toBe(stopped);
  const both = await page.evaluate(() =>
    ['loop', 'doubled'].map((id) => Number(document.getElementById(id)!.textContent)),
  );
  expect(both[1]).toBe(2 * both[0]!);
});
