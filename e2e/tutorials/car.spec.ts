/** RTCBot's remote-controlled car with live video. It stops when nothing has come for 0.3 s: nothing else runs beside it. */
import type { Page } from '@playwright/test';
import { expect, expectConnected, expectMovingPicture, test } from './fixtures.js';

const text = (page: Page, id: string) => page.locator(`#${id}`).textContent();

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
