/** `<rtc-call>`: a button that has the robot do something. */
import type { Page } from '@playwright/test';
import { expect, test } from './drive-fixtures.js';

const called = (robotPage: Page) => robotPage.evaluate(() => robot.calls.length);
const answer = (robotPage: Page, result: unknown) =>
  robotPage.evaluate((value) => robot.calls.at(-1)!.done(value), result);

test('is busy, done and failed, by mouse and keyboard, and tells so in words', async ({
  startWorld,
}) => {
  const { show, robotPage } = await startWorld();
  const page = await show(`<rtc-call method="dock" args='{"side":"left"}'>Dock</rtc-call>`);
  const button = page.getByRole('button', { name: 'Dock' });
  const status = page.locator('rtc-call').getByRole('status');
  await page.evaluate(() => {
    const element = document.querySelector('rtc-call')!;
    const seen: unknown[] = [];
    element.addEventListener('rtc-call-change', ({ detail }) => seen.push(detail));
    element.addEventListener('rtc-error', ({ detail }) => seen.push(detail.code));
    Object.assign(window, { seen });
  });
  await expect(button).toHaveAttribute('aria-disabled', 'false');

  await button.click();
  await expect.poll(() => called(robotPage)).toBe(1);
  await expect(button).toHaveAttribute('aria-busy', 'true');
  await robotPage.evaluate(() => robot.calls[0]!.progress(0.4));
  await expect(status).toHaveText('40 %');
  await button.click({ force: true }); // one at a time
  await answer(robotPage, 'docked');
  await expect(page.locator('rtc-call:state(done)')).toBeVisible();
  await expect(status).toHaveText('Done');
  expect(await page.evaluate(() => document.querySelector('rtc-call')!.result)).toBe('docked');
  expect(await robotPage.evaluate(() => robot.calls.map(({ args }) => args))).toEqual([
    { side: 'left' },
  ]);

  await button.focus();
  await page.keyboard.press('Enter');
  await expect.poll(() => called(robotPage)).toBe(2);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter'); // Cancel
  await expect(page.locator('rtc-call:state(idle)')).toBeVisible();
  await expect.poll(() => robotPage.evaluate(() => robot.calls[1]!.signal.aborted)).toBe(true);

  await page.evaluate(() => {
    document.querySelector('rtc-call')!.method = 'fly';
  });
  await page.keyboard.press('Shift+Tab');
  await button.focus();
  await page.keyboard.press('Space');
  await expect(status).toHaveText('Failed: There is no method "fly".');
  expect(await page.evaluate(() => (window as never as { seen: unknown[] }).seen)).toEqual([
    ...['busy', 'done', 'busy', 'idle', 'busy', 'failed', 'no-such-method'],
  ]);
});

test('goes on when it is moved in the document, and cannot be pressed without a connection', async ({
  startWorld,
}) => {
  const { show, robotPage } = await startWorld();
  const page = await show('<div></div><rtc-call method="dock">Dock</rtc-call>');
  await page.getByRole('button', { name: 'Dock' }).click();
  await expect.poll(() => called(robotPage)).toBe(1);
  await page.evaluate(() => {
    document.querySelector('div')!.append(document.querySelector('rtc-call')!);
  });
  await answer(robotPage, null);
  await expect(page.locator('rtc-call:state(done)')).toBeVisible();

  await page.evaluate(() => {
    document.body.innerHTML = '<rtc-call method="dock">Dock</rtc-call>';
  });
  const button = page.getByRole('button', { name: 'Dock' });
  await expect(button).toHaveAttribute('aria-disabled', 'true');
  await expect(page.locator('rtc-call').getByRole('status')).toHaveText('Not connected');
  const code = await page.evaluate(() =>
    document
      .querySelector('rtc-call')!
      .call()
      .catch((error: unknown) => (error as { code: string }).code),
  );
  expect(code).toBe('bad-state');
});
