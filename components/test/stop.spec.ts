import type { Page } from '@playwright/test';
import {
  expect,
  expectLastCommand,
  isNeutral,
  middleOf,
  takeControl,
  test,
} from './drive-fixtures.js';

const status = (page: Page) => page.evaluate(() => document.querySelector('rtc-stop')!.status);
const stopsOf = (robotPage: Page) => robotPage.evaluate(() => robot.stops.splice(0));
const button = (page: Page) => page.getByRole('button', { name: 'Emergency stop' });

test('the button stops a robot that is driven, and says when the robot has confirmed', async ({
  startWorld,
}) => {
  const { show, showElsewhere, robotPage } = await startWorld();
  const driver = await show('<rtc-keyboard-drive></rtc-keyboard-drive><rtc-stop></rtc-stop>');
  await takeControl(driver);
  await driver.keyboard.down('w');
  await expectLastCommand(robotPage, (linear) => linear > 0);
  await stopsOf(robotPage);
  const onlooker = await showElsewhere('<rtc-stop></rtc-stop>');
  const seen = onlooker.evaluate(
    () =>
      new Promise<string[]>((resolve) => {
        const statuses: string[] = [];
        document.querySelector('rtc-stop')!.addEventListener('rtc-stop-change', ({ detail }) => {
          statuses.push(detail);
          if (detail === 'confirmed') resolve(statuses);
        });
      }),
  );
  const { x, y } = await middleOf(onlooker, 'rtc-stop', 'button');
  await onlooker.mouse.move(x, y);
  await onlooker.mouse.down(); // counts already
  expect((await seen).at(-1)).toBe('confirmed');
  expect(await stopsOf(robotPage)).toContain('emergency');
  await expectLastCommand(robotPage, isNeutral);
  await expect(driver.locator('rtc-stop:state(confirmed)')).toBeVisible(); // everybody sees it
  await expect(driver.locator('rtc-stop').getByRole('alert')).toHaveText(/has confirmed/);
  await expect(driver.locator('rtc-keyboard-drive:state(stopped)')).toBeVisible();
  await expect(driver.locator('rtc-stop').getByRole('alert')).toHaveText(/Stopped by Operator/);
  await expect(driver.getByRole('button', { name: 'Resume' })).toBeHidden(); // who pressed resumes
  await onlooker.getByRole('button', { name: 'Resume' }).click();
  await expect(onlooker.locator('rtc-stop:state(none)')).toBeVisible();
  // W is held all the time.
  await driver.evaluate(() => passed(300));
  await expectLastCommand(robotPage, isNeutral);
  await driver.keyboard.up('w');
  await driver.keyboard.down('w');
  await expectLastCommand(robotPage, (linear) => linear > 0);
});

test('Escape stops it wherever the focus is, and leaving the full screen counts as Escape', async ({
  startWorld,
}) => {
  const { show, robotPage } = await startWorld();
  const page = await show('<rtc-stop></rtc-stop><input><dialog>asks<button>ok</button></dialog>');
  const resume = async () => {
    await expect.poll(() => status(page)).toBe('confirmed');
    expect(await stopsOf(robotPage)).toContain('emergency');
    await page.evaluate(() => document.querySelector('rtc-stop')!.resume());
    await expect.poll(() => status(page)).toBe('none');
  };
  await page.locator('input').focus();
  await page.keyboard.press('Escape');
  await resume();
  await page.evaluate(() => document.querySelector('dialog')!.showModal());
  await page.keyboard.press('Escape');
  await resume();
  expect(await page.evaluate(() => document.querySelector('dialog')!.open)).toBe(false);
  await page.evaluate(() => document.body.requestFullscreen());
  await page.evaluate(() => document.exitFullscreen());
  await resume();
});

test('another key can be chosen, and does nothing else then', async ({ startWorld }) => {
  const { show } = await startWorld();
  const page = await show('<rtc-stop key="Space"></rtc-stop><button>other</button>');
  await page.evaluate(() => {
    Object.assign(window, { clicks: 0 });
    document.querySelector('button')!.onclick = () => {
      Object.assign(window, { clicks: 1 });
    };
  });
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'other' }).focus();
  expect(await status(page)).toBe('none');
  await page.keyboard.press('Space');
  await expect.poll(() => status(page)).toBe('confirmed');
  expect(await page.evaluate(() => (window as unknown as { clicks: number }).clicks)).toBe(0);
});

test('a robot that does not confirm is not called stopped', async ({ startWorld }) => {
  const { show, robotPage } = await startWorld();
  const page = await show('<rtc-stop></rtc-stop>');
  await robotPage.evaluate(() => {
    robot.confirms = false;
  });
  const errors = page.evaluate(
    () =>
      new Promise((resolve) => {
        document.querySelector('rtc-stop')!.addEventListener('rtc-error', ({ detail }) => {
          resolve(detail.code);
        });
      }),
  );
  await button(page).click();
  await expect.poll(() => status(page)).toBe('unconfirmed');
  expect(await errors).toBe('stop-unconfirmed');
  await expect(page.locator('rtc-stop').getByRole('alert')).toContainText('NOT CONFIRMED');
  await robotPage.evaluate(() => {
    robot.confirms = true;
  });
  await expect.poll(() => status(page)).toBe('confirmed');
});

test('it can be pressed before there is a robot, which is then stopped at once', async ({
  startWorld,
}) => {
  const { show, relay, robotPage } = await startWorld();
  const page = await show('<rtc-video muted></rtc-video>');
  await page.evaluate(() => {
    document.body.innerHTML = '<rtc-robot><rtc-stop></rtc-stop></rtc-robot>';
  });
  await button(page).click();
  expect(await status(page)).toBe('unconfirmed');
  await expect(page.locator('rtc-stop').getByRole('alert')).toContainText('no link to the robot');
  await stopsOf(robotPage);
  await page.evaluate((address) => {
    Object.assign(document.querySelector('rtc-robot')!, { relay: address, robot: 'rover-1' });
  }, relay);
  await expect.poll(() => status(page)).toBe('confirmed');
  expect(await stopsOf(robotPage)).toContain('emergency');
});

test('a confirmed stop is not sure any more when the robot is gone', async ({ startWorld }) => {
  const { show, robotPage } = await startWorld();
  const page = await show('<rtc-stop></rtc-stop>');
  await button(page).click();
  await expect.poll(() => status(page)).toBe('confirmed');
  await robotPage.evaluate(() => {
    robot.isDeaf = true;
  });
  await expect.poll(() => status(page)).toBe('unconfirmed');
  await expect(page.locator('rtc-stop').getByRole('alert')).toContainText('NOT SURE');
});
