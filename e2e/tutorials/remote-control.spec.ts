/** RTCBot's remote control: keyboard, gamepad, and a car with live video. What the robot's program knows is shown. */
import type { Page } from '@playwright/test';
import { expect, expectConnected, expectMovingPicture, test } from './fixtures.js';

const text = (page: Page, id: string) => page.locator(`#${id}`).textContent();

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

test.describe('car', () => {
  const openCar = async (open: (path: string) => Promise<Page>) => {
    const page = await open('remote-control/drive.html');
    await expectConnected(page);
    await page.getByRole('button', { name: /^Drive with/ }).click();
    return page;
  };
  const expectWheels = async (page: Page, left: string, right: string) => {
    await expect
      .poll(async () => [await text(page, 'left'), await text(page, 'right')])
      .toEqual([left, right]);
  };

  test('WASD drives it, beside live video', async ({ open }) => {
    const page = await openCar(open);
    await expectMovingPicture(page);
    await page.keyboard.down('w');
    await expectWheels(page, '1.00', '1.00');
    await page.keyboard.down('D'); // with Shift as well
    await expectWheels(page, '1.00', '0.50');
    await page.keyboard.up('w');
    await expectWheels(page, '0.50', '-0.50');
    await page.keyboard.up('D');
    await expectWheels(page, '0.00', '0.00');
    await expect(page.locator('#why')).toHaveText('stop was asked for');
  });

  test('it stops when the window loses the focus', async ({ open }) => {
    const page = await openCar(open);
    await page.keyboard.down('w');
    await expectWheels(page, '1.00', '1.00');
    await page.evaluate(() => window.dispatchEvent(new Event('blur')));
    await expectWheels(page, '0.00', '0.00');
  });

  test('it stops when the driver’s page hangs, or is gone', async ({ open }) => {
    const driver = await openCar(open);
    const watcher = await openCar(open);
    await driver.bringToFront();
    await driver.keyboard.down('w');
    await expectWheels(watcher, '1.00', '1.00');
    // Kept: the page hangs for a moment only, and this one may look too late
    await watcher.evaluate('globalThis.told = []; conn.subscribe((news) => told.push(news))');
    // Nothing of the page runs any more, but it is still connected
    const hang = driver.evaluate(() => {
      const end = performance.now() + 2500;
      while (performance.now() < end);
    });
    const silence = () =>
      watcher.evaluate("told.find(({ why }) => why === 'the driver fell silent')");
    await expect.poll(silence).toMatchObject({ left: 0, right: 0 });
    await hang;
    await expectWheels(watcher, '1.00', '1.00');
    await driver.close();
    await expectWheels(watcher, '0.00', '0.00');
    await expect(watcher.locator('#why')).toHaveText(/left|silent/);
  });

  test('one drives at a time; another one may when it stands', async ({ open }) => {
    const driver = await openCar(open);
    const other = await openCar(open);
    await driver.bringToFront();
    await driver.keyboard.down('w');
    await expectWheels(other, '1.00', '1.00');
    await other.bringToFront();
    await other.evaluate("press('s', true)");
    await expect(other.locator('#why')).toHaveText('Somebody else is driving.');
    expect(await text(driver, 'left')).toBe('1.00');
    await driver.evaluate("press('w', false)");
    await expectWheels(driver, '-1.00', '-1.00');
  });

  test('it drives by touch, and stops when the finger slips off', async ({ open }) => {
    const page = await open('remote-control/drive.html');
    await expectConnected(page);
    for (const [name, left, right] of [
      ['Forward', '1.00', '1.00'],
      ['Left', '-0.50', '0.50'],
      ['Back', '-1.00', '-1.00'],
      ['Right', '0.50', '-0.50'],
    ] as const) {
      await page.getByRole('button', { name, exact: true }).hover();
      await page.mouse.down();
      await expectWheels(page, left, right);
      if (name === 'Back') await page.getByRole('heading', { level: 1 }).hover();
      else await page.mouse.up();
      await expectWheels(page, '0.00', '0.00');
      await page.mouse.up();
    }
  });

  test('what makes no sense does not move it', async ({ open }) => {
    const page = await openCar(open);
    await page.keyboard.down('w');
    await expectWheels(page, '1.00', '1.00');
    await page.evaluate("held.clear(); conn.put_nowait({ forward: 'fast', turn: null });");
    await expectWheels(page, '0.00', '0.00');
  });
});
