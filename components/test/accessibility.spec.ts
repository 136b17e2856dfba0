import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, takeControl, test } from './drive-fixtures.js';

const ALL = `<main><h1>Rover</h1>
  <rtc-video controls muted></rtc-video> <rtc-video controls="robot" muted></rtc-video> <rtc-audio controls></rtc-audio>
  <rtc-stop></rtc-stop> <rtc-control></rtc-control>
  <rtc-joystick></rtc-joystick> <rtc-keyboard-drive></rtc-keyboard-drive>
  <rtc-gamepad></rtc-gamepad></main>`;

/** What axe finds wrong, in light and in dark. */
async function faults(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const scheme of ['light', 'dark']) {
    await page.evaluate((name) => {
      document.documentElement.style.colorScheme = name;
      document.documentElement.lang = 'en';
      document.body.style.background = 'light-dark(#fff, #101418)';
      document.body.style.color = 'light-dark(#000, #fff)';
    }, scheme);
    const { violations } = await new AxeBuilder({ page }).analyze();
    found.push(
      ...violations.flatMap(({ id, nodes }) =>
        nodes.map(({ target }) => `${scheme}: ${id} at ${JSON.stringify(target)}`),
      ),
    );
  }
  return found;
}

test('axe finds nothing: without a robot', async ({ open }) => {
  const page = await open(ALL);
  await expect(page.getByRole('button', { name: 'Emergency stop' })).toBeVisible();
  expect(await faults(page)).toEqual([]);
  await page.getByRole('button', { name: 'Emergency stop' }).click();
  await expect(page.locator('rtc-stop:state(unconfirmed)')).toBeVisible();
  expect(await faults(page)).toEqual([]);
});

test('axe finds nothing: driving, somebody waiting, stopped, silent', async ({ startWorld }) => {
  const { show, showElsewhere, robotPage } = await startWorld();
  const page = await show(ALL);
  expect(await faults(page)).toEqual([]);
  await takeControl(page);
  const other = await showElsewhere('<rtc-control></rtc-control>');
  await other.getByRole('button', { name: 'Ask for control' }).click();
  await expect(page.getByRole('button', { name: /Hand over/ })).toBeVisible();
  await page.keyboard.down('w');
  await expect(page.locator('rtc-keyboard-drive:state(driving)')).toBeVisible();
  expect(await faults(page)).toEqual([]);
  await page.getByRole('button', { name: 'Emergency stop' }).click();
  await expect(page.locator('rtc-stop:state(confirmed)')).toBeVisible();
  expect(await faults(page)).toEqual([]);
  await robotPage.evaluate(() => {
    robot.isDeaf = true;
  });
  await expect(page.locator('rtc-video:state(stale)')).toHaveCount(2);
  expect(await faults(page)).toEqual([]);
});

test('all is reached and worked with the keyboard, and touch targets are 44 px', async ({
  startWorld,
}) => {
  const { show } = await startWorld();
  const page = await show(
    '<rtc-stop></rtc-stop><rtc-control></rtc-control><rtc-joystick></rtc-joystick>',
  );
  const small = await page.evaluate(() =>
    [...document.querySelectorAll('rtc-stop, rtc-control, rtc-joystick')].flatMap((element) =>
      [...element.shadowRoot!.querySelectorAll('button, [tabindex]')]
        .map((target) => target.getBoundingClientRect())
        .filter(({ width, height }) => width < 44 || height < 44)
        .map(() => element.localName),
    ),
  );
  expect(small).toEqual([]);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter'); // stop
  await expect(page.locator('rtc-stop:state(confirmed)')).toBeVisible();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter'); // resume
  await expect(page.locator('rtc-stop:state(none)')).toBeVisible();
  await page.getByRole('button', { name: 'Emergency stop' }).focus();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter'); // take control
  await expect(page.locator('rtc-joystick:state(ready)')).toBeVisible();
  await page.keyboard.press('Tab');
  await page.keyboard.down('ArrowUp');
  await expect(page.locator('rtc-joystick:state(driving)')).toBeVisible();
});

for (const width of [360, 1440]) {
  test(`nothing is cut off at ${width} px`, async ({ startWorld }) => {
    const { show } = await startWorld();
    const page = await show(ALL);
    await page.setViewportSize({ width, height: 900 });
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
  });
}
