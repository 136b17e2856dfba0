/** RTCBot's Arduino tutorials, on the simulated Arduino and on the browser's own choice of ports. */
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.js';

const useSimulated = (page: Page) =>
  page.getByRole('button', { name: 'Use the simulated Arduino' }).click();

test('lines: they are read, and switch the LED', async ({ open }) => {
  const page = await open('arduino/lines.html');
  const board = page.locator('#board');
  await useSimulated(page);
  await expect(board).toHaveText('Simulated Arduino: LED off');
  await expect(page.locator('#line')).toHaveText(/^distance \d+$/);
  const led = page.getByLabel('LED on');
  await led.check();
  await expect(board).toHaveText('Simulated Arduino: LED on');
  await led.press('Space');
  await expect(board).toHaveText('Simulated Arduino: LED off');
});

test('lines: another port takes the old one’s place, and knows how the LED shall be', async ({
  open,
}) => {
  const page = await open('arduino/lines.html');
  await useSimulated(page);
  await page.getByLabel('LED on').check();
  await useSimulated(page);
  await expect(page.locator('#board')).toHaveText('Simulated Arduino: LED on');
});

test('structs: speeds go out, the report comes in', async ({ open }) => {
  const page = await open('arduino/structs.html');
  await useSimulated(page);
  await expect(page.locator('#distance')).toHaveText(/^\d+$/);
  await expect(page.locator('#moving')).toHaveText('standing still');
  await page.getByLabel('Left motor').fill('200');
  await page.getByLabel('Right motor').fill('-100');
  await expect(page.locator('#board')).toHaveText('Simulated Arduino: motors 200 and -100');
  await expect(page.locator('#moving')).toHaveText('moving');
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(page.locator('#board')).toHaveText('Simulated Arduino: motors 0 and 0');
  await expect(page.locator('#moving')).toHaveText('standing still');
});

test('structs: the page stops it when it is left', async ({ open }) => {
  const page = await open('arduino/structs.html');
  await useSimulated(page);
  await page.getByLabel('Left motor').fill('255');
  await expect(page.locator('#moving')).toHaveText('moving');
  await page.evaluate(() => window.dispatchEvent(new Event('blur')));
  await expect(page.locator('#moving')).toHaveText('standing still');
  await expect(page.getByLabel('Left motor')).toHaveValue('0');
});

test('structs: the Arduino stops by itself when it hears nothing', async ({ open }) => {
  const page = await open('arduino/structs.html');
  await useSimulated(page);
  await page.getByLabel('Left motor').fill('255');
  await expect(page.locator('#moving')).toHaveText('moving');
  await page.evaluate('serial.put_nowait = () => {};');
  await expect(page.locator('#moving')).toHaveText('standing still');
  await expect(page.getByLabel('Left motor')).toHaveValue('255');
});

for (const name of ['lines', 'structs']) {
  test(`${name}: a port that the user does not choose is said so`, async ({ open }) => {
    const page = await open(`arduino/${name}.html`);
    await page.evaluate(() => {
      const serial = {
        getPorts: () => Promise.resolve([]),
        requestPort: () => Promise.reject(new DOMException('No port selected by the user.')),
      };
      Object.defineProperty(navigator, 'serial', { value: serial });
    });
    await page.getByRole('button', { name: 'Choose a serial port' }).click();
    await expect(page.locator('#problem')).toHaveText(/No port selected/);
    await useSimulated(page);
    await expect(page.locator('#problem')).toBeHidden();
    await expect(page.locator('#board')).toHaveText(/Simulated/);
  });

  test(`${name}: a browser without Web Serial is said so`, async ({ open }) => {
    const page = await open(`arduino/${name}.html`);
    await page.evaluate(() => Object.defineProperty(navigator, 'serial', { value: undefined }));
    await page.getByRole('button', { name: 'Choose a serial port' }).click();
    await expect(page.locator('#problem')).toHaveText(/no Web Serial/);
  });
}
