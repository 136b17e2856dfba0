/** RTCBot's remote control: keyboard and gamepad. What the robot's program knows is shown. The car: car.spec.ts. */
import type { Page } from '@playwright/test';
import { expect, expectConnected, test } from './fixtures.js';

test.describe('keyboard', () => {
  test('the robot knows what is down; nothing before the start, nothing after', async ({
    open,
  }) => {
    const page = await open('remote-control/keyboard.html');
    await expectConnected(page);
    await page.keyboard.press('x');
    const start = page.getByRole('button', { name: 'Send my keys' });
    await start.press('Enter'); // the key that presses the button is not the robot's
    await expect(start).toHaveAttribute('aria-pressed', 'true');
    await page.keyboard.down('w');
    await expect(page.locator('#event')).toHaveText('keydown w');
    await page.keyboard.down('ArrowLeft');
    await expect(page.locator('#down')).toHaveText('w ArrowLeft');
    await page.keyboard.up('w');
    await expect(page.locator('#down')).toHaveText('ArrowLeft');
    await start.click();
    await expect(page.locator('#down')).toHaveText('nothing');
    await expect(page.locator('#event')).toHaveText('keyup ArrowLeft');
  });

  test('a window that loses the focus lets go of every key', async ({ open }) => {
    const page = await open('remote-control/keyboard.html');
    await expectConnected(page);
    await page.getByRole('button', { name: 'Send my keys' }).click();
    await page.keyboard.down('w');
    await page.keyboard.down('d');
    await expect(page.locator('#down')).toHaveText('w d');
    await page.evaluate(() => window.dispatchEvent(new Event('blur')));
    await expect(page.locator('#down')).toHaveText('nothing');
  });

  test('each operator has keys of its own', async ({ open }) => {
    const pages = await Promise.all([1, 2].map(() => open('remote-control/keyboard.html')));
    const [one, other] = pages as [Page, Page];
    for (const page of pages) {
      await expectConnected(page);
      await page.getByRole('button', { name: 'Send my keys' }).click();
    }
    await one.bringToFront();
    await one.keyboard.down('w');
    await expect(one.locator('#down')).toHaveText('w');
    await other.bringToFront();
    await other.keyboard.down('s');
    await expect(other.locator('#down')).toHaveText('s');
  });
});

interface PadState {
  readonly axes: number[];
  readonly buttons: { pressed: boolean; value: number }[];
}

test.describe('gamepad', () => {
  const setPad = (page: Page, state: PadState | null) =>
    page.evaluate((pad) => {
      navigator.getGamepads = () => [pad && { ...pad, connected: true }] as never;
    }, state);
  const rest = { pressed: false, value: 0 };

  test('stick and button arrive, and go neutral when it is unplugged', async ({ open }) => {
    const page = await open('remote-control/gamepad.html');
    await expectConnected(page);
    await expect(page.locator('#ready')).toHaveText(/none yet/);
    await setPad(page, { axes: [0, 0], buttons: [rest] });
    await expect(page.locator('#ready')).toHaveText('ready');
    await setPad(page, { axes: [0.5, -1], buttons: [{ pressed: true, value: 1 }] });
    await expect(page.locator('#speed')).toHaveText('1.00');
    await expect(page.locator('#turn')).toHaveText('0.50');
    await expect(page.locator('#horn')).toHaveText('on');
    await setPad(page, null);
    await expect(page.locator('#ready')).toHaveText('unplugged');
    await expect(page.locator('#speed')).toHaveText('0.00');
    await expect(page.locator('#turn')).toHaveText('0.00');
    await expect(page.locator('#horn')).toHaveText('off');
  });

  test('a window without focus stops it, and moves nothing', async ({ open }) => {
    const page = await open('remote-control/gamepad.html');
    await expectConnected(page);
    await setPad(page, { axes: [0, 0], buttons: [rest] });
    await expect(page.locator('#ready')).toHaveText('ready');
    await setPad(page, { axes: [0, -0.5], buttons: [rest] });
    await expect(page.locator('#speed')).toHaveText('0.50');
    await page.evaluate(() => window.dispatchEvent(new Event('blur')));
    await expect(page.locator('#speed')).toHaveText('0.00');
  });
});
