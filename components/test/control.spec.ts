import { expect, expectLastCommand, isNeutral, takeControl, test } from './drive-fixtures.js';

test('control is asked for, handed over and given back, and everybody sees who drives', async ({
  startWorld,
}) => {
  const { show, showElsewhere, robotPage } = await startWorld();
  const first = await show('<rtc-control></rtc-control><rtc-keyboard-drive></rtc-keyboard-drive>');
  const control = first.locator('rtc-control');
  await expect(control.getByRole('status')).toHaveText('Nobody drives');
  await control.getByRole('button', { name: 'Take control' }).click();
  await expect(control.getByRole('status')).toHaveText('You drive');
  await expect(control.locator('css=[part=time]')).toHaveText(/for 0:0\d/);
  await first.keyboard.down('w');
  await expectLastCommand(robotPage, (linear) => linear > 0);

  const second = await showElsewhere('<rtc-control></rtc-control><rtc-joystick></rtc-joystick>');
  const other = second.locator('rtc-control');
  await expect(other.getByRole('status')).toHaveText(/Operator .{5} drives/);
  await other.getByRole('button', { name: 'Ask for control' }).click();
  await expect(other.getByRole('status')).toContainText('Control is asked for');
  await expect(second.locator('rtc-joystick:state(no-control)')).toBeVisible();
  const refused = second.evaluate(
    () =>
      new Promise((resolve) => {
        document.querySelector('rtc-control')!.addEventListener('rtc-error', ({ detail }) => {
          resolve(detail.code);
        });
      }),
  );
  await control.getByRole('button', { name: /Refuse: Operator/ }).click();
  expect(await refused).toBe('control-denied');
  await expect(other.getByRole('status')).toContainText('Your request was denied.');
  await expectLastCommand(robotPage, (linear) => linear > 0); // not disturbed by that

  await other.getByRole('button', { name: 'Ask for control' }).click();
  await control.getByRole('button', { name: /Hand over: Operator/ }).click();
  await expect(other.getByRole('status')).toHaveText('You drive');
  await expect(control.getByRole('status')).toHaveText(/Operator .{5} drives/);
  await expectLastCommand(robotPage, isNeutral); // W is still held, by one that drives no more
  await other.getByRole('button', { name: 'Give control back' }).click();
  await expect(control.getByRole('status')).toHaveText('Nobody drives');
});

test('a request can be taken back, and pages can give names', async ({ startWorld }) => {
  const { show, showElsewhere } = await startWorld();
  const first = await show('<rtc-control></rtc-control>');
  await takeControl(first);
  const second = await showElsewhere('<rtc-control></rtc-control>');
  await second.evaluate(() => {
    document.querySelector('rtc-control')!.nameOf = () => 'Ada';
  });
  const other = second.locator('rtc-control');
  await expect(other.getByRole('status')).toHaveText('Ada drives');
  await other.getByRole('button', { name: 'Ask for control' }).click();
  await expect(first.getByRole('button', { name: /Hand over/ })).toBeVisible();
  await other.getByRole('button', { name: 'Take the request back' }).click();
  await expect(first.getByRole('button', { name: /Hand over/ })).toHaveCount(0);
  await expect(other.getByRole('status')).toHaveText('Ada drives');
});

test('a connection that was set before, and elements that are moved, work', async ({
  startWorld,
}) => {
  const { show, robotPage } = await startWorld();
  const page = await show('<rtc-keyboard-drive></rtc-keyboard-drive><aside></aside>');
  await takeControl(page);
  await page.keyboard.down('w');
  await expectLastCommand(robotPage, (linear) => linear > 0);
  await page.evaluate(() => {
    document.querySelector('aside')!.append(document.querySelector('rtc-keyboard-drive')!);
  });
  await expectLastCommand(robotPage, isNeutral); // when in doubt
  await page.keyboard.up('w');
  await page.keyboard.down('w');
  await expectLastCommand(robotPage, (linear) => linear > 0);
  await page.keyboard.up('w');
  await page.evaluate(() => {
    const outside = document.createElement('rtc-keyboard-drive');
    outside.connection = operatorOf();
    document.querySelector('rtc-keyboard-drive')!.replaceWith(outside);
    document.body.append(outside);
  });
  await expect(page.locator('rtc-keyboard-drive:state(ready)')).toBeVisible();
  await page.keyboard.down('s');
  await expectLastCommand(robotPage, (linear) => linear < 0);
});
