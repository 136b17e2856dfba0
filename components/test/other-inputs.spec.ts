import type { Page } from '@playwright/test';
import {
  commandsOf,
  expect,
  expectLastCommand,
  isNeutral,
  middleOf,
  takeControl,
  test,
} from './drive-fixtures.js';

const neutral = { linearMetersPerSec: 0, angularRadPerSec: 0 };
type Tag = 'rtc-keyboard-drive' | 'rtc-gamepad' | 'rtc-joystick';
const commandOf = (page: Page, tag: Tag) =>
  page.evaluate((name) => document.querySelector(name)!.command, tag);
const stateOf = (page: Page, tag: Tag) =>
  page.evaluate((name) => document.querySelector(name)!.driveState, tag);

test.describe('<rtc-keyboard-drive>', () => {
  test('W A S D and the arrow keys drive, and it shows which are held', async ({ startWorld }) => {
    const { show, robotPage } = await startWorld();
    const page = await show('<rtc-keyboard-drive></rtc-keyboard-drive>');
    await takeControl(page);
    await page.keyboard.down('w');
    await page.keyboard.down('ArrowRight');
    await expectLastCommand(robotPage, (linear, angular) => linear === 0.5 && angular === -1);
    const held = page.locator('rtc-keyboard-drive').locator('css=[part~=held]');
    await expect(held).toHaveText([/W/, /D/]);
    await page.keyboard.down('s'); // against w
    await expectLastCommand(robotPage, (linear, angular) => linear === 0 && angular === -1);
    for (const key of ['w', 's', 'ArrowRight']) await page.keyboard.up(key);
    await expectLastCommand(robotPage, isNeutral);
    await expect(held).toHaveCount(0);
  });

  test('keys that are typed, or meant for something else, do not drive', async ({ startWorld }) => {
    const { show } = await startWorld();
    const page = await show(
      `<rtc-keyboard-drive></rtc-keyboard-drive><input><textarea></textarea>
       <select><option>w</option></select><p contenteditable>text</p><div role="slider" tabindex="0">x</div>`,
    );
    await takeControl(page);
    for (const field of ['input', 'textarea', 'select', '[contenteditable]', '[role=slider]']) {
      await page.locator(field).focus();
      await page.keyboard.down('w');
      expect(await commandOf(page, 'rtc-keyboard-drive'), field).toEqual(neutral);
      await page.keyboard.up('w');
    }
    await page.evaluate(() => {
      (document.activeElement as HTMLElement).blur();
    });
    await page.keyboard.down('Control');
    await page.keyboard.down('d');
    expect(await commandOf(page, 'rtc-keyboard-drive')).toEqual(neutral);
    await page.keyboard.up('d');
    await page.keyboard.up('Control');
    await page.keyboard.down('w');
    expect(await commandOf(page, 'rtc-keyboard-drive')).not.toEqual(neutral);
    await page.locator('input').focus(); // held while the focus goes to where keys type
    expect(await commandOf(page, 'rtc-keyboard-drive')).toEqual(neutral);
  });

  test('a key that is held while the window is left does not drive when it is back', async ({
    startWorld,
  }) => {
    const { show, robotPage } = await startWorld();
    const page = await show('<rtc-keyboard-drive></rtc-keyboard-drive>');
    await takeControl(page);
    await page.keyboard.down('w');
    await expectLastCommand(robotPage, (linear) => linear > 0);
    await page.evaluate(() => {
      document.body.appendChild(document.createElement('iframe')).contentWindow!.focus();
    });
    await expectLastCommand(robotPage, isNeutral);
    await page.evaluate(() => window.focus());
    await page.keyboard.down('w'); // repeats
    expect(await commandOf(page, 'rtc-keyboard-drive')).toEqual(neutral);
    const status = page.locator('rtc-keyboard-drive').locator('css=[part=status]');
    await expect(status).toHaveText('Does not drive: let go first');
    await page.keyboard.up('w');
    await page.keyboard.down('w');
    await expectLastCommand(robotPage, (linear) => linear > 0);
  });
});

test.describe('several inputs', () => {
  test('who moves first drives; another counts only once it was let go', async ({ startWorld }) => {
    const { show, robotPage } = await startWorld();
    const page = await show(
      '<rtc-keyboard-drive></rtc-keyboard-drive><rtc-joystick deadzone="0"></rtc-joystick>',
    );
    await takeControl(page);
    const { x, y, width } = await middleOf(page, 'rtc-joystick', 'base');
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x, y - width);
    await expectLastCommand(robotPage, (linear) => linear === 0.5);
    await page.keyboard.down('s');
    expect(await stateOf(page, 'rtc-keyboard-drive')).toBe('let-go');
    await page.mouse.up();
    await expectLastCommand(robotPage, isNeutral);
    await commandsOf(robotPage);
    await page.evaluate(() => passed(200));
    expect((await commandsOf(robotPage)).every(([l, a]) => isNeutral(l, a))).toBe(true);
    await page.keyboard.up('s');
    await page.keyboard.down('s');
    await expectLastCommand(robotPage, (linear) => linear === -0.5);
    await page.mouse.down();
    await page.mouse.up(); // a tap on the stick does not end what the keys do
    await page.evaluate(() => passed(200));
    await expectLastCommand(robotPage, (linear) => linear === -0.5);
  });
});

interface Pad {
  id: string;
  index: number;
  connected: boolean;
  axes: number[];
  buttons: { pressed: boolean; value: number }[];
}

/** Gamepads of ours: a headless machine has none. */
const plugIn = (page: Page, axes: number[] = [0, 0]) =>
  page.evaluate((values) => {
    const buttons = Array.from({ length: 8 }, () => ({ pressed: false, value: 0 }));
    const pad: Pad = { id: 'Test pad', index: 0, connected: true, axes: values, buttons };
    Object.assign(window, { pad });
    navigator.getGamepads = () => [window.pad as unknown as Gamepad];
  }, axes);
const setAxes = (page: Page, ...axes: number[]) =>
  page.evaluate((values) => {
    window.pad!.axes = values;
  }, axes);
const press = (page: Page, button: number, value: number) =>
  page.evaluate(
    ([index, push]) => {
      window.pad!.buttons[index!] = { pressed: push! > 0.5, value: push! };
    },
    [button, value],
  );

declare global {
  interface Window {
    pad: Pad | null;
  }
}

test.describe('<rtc-gamepad>', () => {
  test('its sticks drive; unplugged it lets go, and counts again after rest', async ({
    startWorld,
  }) => {
    const { show, robotPage } = await startWorld();
    const page = await show('<rtc-gamepad deadzone="0.2"></rtc-gamepad>');
    const gamepad = page.locator('rtc-gamepad');
    await expect(gamepad.locator('css=[part=status]')).toContainText('Plug in a gamepad');
    await takeControl(page);
    await plugIn(page, [0, -1]); // held while it is plugged in
    await expect(gamepad.locator('css=[part=name]')).toHaveText('Test pad');
    await expect(gamepad.locator('css=[part=status]')).toContainText('let go of its sticks');
    expect(await commandOf(page, 'rtc-gamepad')).toEqual(neutral);
    await setAxes(page, 0.19, 0.1); // inside the dead zone
    await expect(gamepad.locator('css=[part=status]')).toHaveText('Ready to drive');
    await setAxes(page, 0.6, -1);
    await expectLastCommand(robotPage, (l, a) => l === 0.5 && Math.abs(a + 0.5) < 1e-9);
    expect(await stateOf(page, 'rtc-gamepad')).toBe('driving');
    await page.evaluate(() => {
      window.pad = null;
    });
    await expectLastCommand(robotPage, isNeutral);
    await expect(gamepad.locator('css=[part=name]')).toHaveText('No gamepad');
    await plugIn(page, [0, -1]);
    await expect(gamepad.locator('css=[part=status]')).toContainText('let go of its sticks');
    await page.evaluate(() => passed(150));
    await expectLastCommand(robotPage, isNeutral);
  });

  test('a stick that is held while the page is left must come to rest', async ({ startWorld }) => {
    const { show, robotPage } = await startWorld();
    const page = await show('<rtc-gamepad></rtc-gamepad>');
    await takeControl(page);
    await plugIn(page);
    await expect(page.locator('rtc-gamepad:state(ready)')).toBeVisible();
    await page.evaluate(() => passed(100));
    await setAxes(page, 0, -1);
    await expectLastCommand(robotPage, (linear) => linear > 0);
    await page.evaluate(() => {
      document.body.appendChild(document.createElement('iframe')).contentWindow!.focus();
    });
    await expectLastCommand(robotPage, isNeutral);
    await page.evaluate(() => {
      document.querySelector('iframe')!.remove();
      window.focus();
    });
    await page.evaluate(() => passed(200));
    expect(await commandOf(page, 'rtc-gamepad')).toEqual(neutral);
    await setAxes(page, 0, 0);
    await page.evaluate(() => passed(100));
    await setAxes(page, 0, -1);
    await expectLastCommand(robotPage, (linear) => linear > 0);
  });

  test('what moves what can be mapped: triggers, a button to hold, one to stop', async ({
    startWorld,
  }) => {
    const { show, robotPage } = await startWorld();
    const page = await show(
      '<rtc-gamepad mapping="linear:button7-button6 hold:button4"></rtc-gamepad><rtc-stop></rtc-stop>',
    );
    await takeControl(page);
    await plugIn(page);
    await page.evaluate(() => passed(100));
    await press(page, 7, 1);
    await page.evaluate(() => passed(100));
    expect(await commandOf(page, 'rtc-gamepad')).toEqual(neutral); // is not held
    await press(page, 4, 1);
    await expectLastCommand(robotPage, (linear) => linear > 0);
    await press(page, 4, 0);
    await expectLastCommand(robotPage, isNeutral);
    await press(page, 1, 1);
    await expect(page.locator('rtc-stop:state(confirmed)')).toBeVisible();
    expect(await robotPage.evaluate(() => robot.stops)).toContain('emergency');
  });
});
