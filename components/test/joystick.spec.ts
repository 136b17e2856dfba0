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

/** Full push of the handle, in parts of the base's width. */
const REACH = 0.26;

/** Presses in the middle of the stick and pulls it up by this much of its way. */
async function pullUp(page: Page, part: number): Promise<void> {
  const { x, y, width } = await middleOf(page, 'rtc-joystick', 'base');
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x, y - width * REACH * part, { steps: 3 });
}

const state = (page: Page) =>
  page.evaluate(() => document.querySelector('rtc-joystick')!.driveState);

test('a dragged stick drives the robot, within the robot’s limits', async ({ startWorld }) => {
  const { show, robotPage } = await startWorld({
    limits: { linearMetersPerSec: 0.8, angularRadPerSec: 2 },
  });
  const page = await show('<rtc-joystick deadzone="0" max-angular-rad-per-sec="1"></rtc-joystick>');
  await takeControl(page);
  await expect(page.locator('rtc-joystick:state(ready)')).toBeVisible();
  const { x, y, width } = await middleOf(page, 'rtc-joystick', 'base');
  await page.mouse.move(x, y);
  await page.mouse.down();
  expect(await state(page)).toBe('ready'); // a tap moves nothing
  await page.mouse.move(x, y - width, { steps: 3 }); // far beyond the rim: the pointer is held
  await expectLastCommand(robotPage, (linear, angular) => linear === 0.8 && angular === 0);
  expect(await state(page)).toBe('driving');
  await page.mouse.move(x + width, y, { steps: 3 }); // to the right is negative
  await expectLastCommand(robotPage, (linear, angular) => linear === 0 && angular === -1);
  await page.mouse.up();
  await expectLastCommand(robotPage, isNeutral);
  expect(await state(page)).toBe('ready');
});

test('rtc-command and rtc-drive-state-change tell what it asks for', async ({ startWorld }) => {
  const { show } = await startWorld({ limits: { linearMetersPerSec: 2, angularRadPerSec: 1 } });
  const page = await show('<rtc-joystick max-linear-meters-per-sec="2"></rtc-joystick>');
  await takeControl(page);
  await page.evaluate(() => {
    const element = document.querySelector('rtc-joystick')!;
    const seen: unknown[] = [];
    element.addEventListener('rtc-command', ({ detail }) => seen.push(detail));
    element.addEventListener('rtc-drive-state-change', ({ detail }) => seen.push(detail));
    Object.assign(window, { seen });
  });
  const { x, y, width } = await middleOf(page, 'rtc-joystick', 'base');
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x, y + width);
  await page.mouse.up();
  expect(await page.evaluate(() => (window as unknown as { seen: unknown[] }).seen)).toEqual([
    { linearMetersPerSec: -2, angularRadPerSec: 0 },
    'driving',
    { linearMetersPerSec: 0, angularRadPerSec: 0 },
    'ready',
  ]);
});

/** How the container is turned, and where on the screen the element's own top and left are then. */
const TURNED: Record<string, { style: string; up: [number, number]; left: [number, number] }> = {
  'rotated a quarter to the right': { style: 'rotate: 90deg', up: [1, 0], left: [0, -1] },
  'upside down': { style: 'rotate: 180deg', up: [0, 1], left: [1, 0] },
  mirrored: { style: 'scale: -1 1', up: [0, -1], left: [1, 0] },
  'twice as large': { style: 'scale: 2', up: [0, -2], left: [-2, 0] },
  zoomed: { style: 'zoom: 1.5', up: [0, -1.5], left: [-1.5, 0] },
  'mirrored and rotated': {
    style: 'transform: rotate(90deg) scaleX(-1) scale(0.5)',
    up: [0.5, 0],
    left: [0, 0.5],
  },
};

test('a stick in a container that is turned follows the pointer in its own coordinates', async ({
  startWorld,
}) => {
  const { show, robotPage } = await startWorld();
  const page = await show('<rtc-joystick deadzone="0"></rtc-joystick>');
  await page.evaluate(() => {
    document.body.style.cssText = 'width: 200px; margin: 150px';
  });
  await takeControl(page);
  test.setTimeout(60_000);
  for (const [name, { style, up, left }] of Object.entries(TURNED)) {
    await page.evaluate((css) => {
      document.body.style.cssText = `width: 200px; margin: 150px; ${css}`;
    }, style);
    const { x, y } = await middleOf(page, 'rtc-joystick', 'base');
    const half = 200 * REACH * 0.5;
    for (const [towards, linear, angular] of [
      [up, 0.25, 0],
      [left, 0, 0.5],
    ] as const) {
      const to = { x: x + towards[0] * half, y: y + towards[1] * half };
      await page.mouse.move(x, y);
      await page.mouse.down();
      await page.mouse.move(to.x, to.y, { steps: 3 });
      const command = await page.evaluate(() => document.querySelector('rtc-joystick')!.command);
      expect(command.linearMetersPerSec, name).toBeCloseTo(linear, 1);
      expect(command.angularRadPerSec, name).toBeCloseTo(angular, 1);
      const handle = await middleOf(page, 'rtc-joystick', 'handle'); // it is under the pointer
      expect(Math.hypot(handle.x - to.x, handle.y - to.y), name).toBeLessThan(3);
      await page.mouse.up();
    }
  }
  await expectLastCommand(robotPage, isNeutral);
  expect((await commandsOf(robotPage)).some(([linear]) => linear > 0)).toBe(true);
});

const LETTING_GO: Record<string, (page: Page) => Promise<unknown>> = {
  'lost pointer capture': async (page) => {
    await page.evaluate(() => {
      const base = document
        .querySelector('rtc-joystick')!
        .shadowRoot!.querySelector('[part=base]')!;
      base.releasePointerCapture(1); // the mouse
    });
    await page.mouse.move(5, 5); // told with the next thing that it does
  },
  pointercancel: (page) =>
    page.evaluate(() => {
      const base = document
        .querySelector('rtc-joystick')!
        .shadowRoot!.querySelector('[part=base]')!;
      base.dispatchEvent(new PointerEvent('pointercancel', { pointerId: 1 }));
    }),
  'a window that loses the focus': (page) =>
    page.evaluate(() => {
      const frame = document.body.appendChild(document.createElement('iframe'));
      frame.contentWindow!.focus();
    }),
  'a hidden page': (page) =>
    page.evaluate(() => {
      Object.defineProperty(document, 'hidden', { configurable: true, value: true });
      document.dispatchEvent(new Event('visibilitychange'));
    }),
  'an element that is taken away': (page) =>
    page.evaluate(() => document.querySelector('rtc-joystick')!.remove()),
  disabled: (page) =>
    page.evaluate(() => {
      document.querySelector('rtc-joystick')!.disabled = true;
    }),
  'an element that is not rendered any more': async (page) => {
    await page.evaluate(() => {
      document.querySelector('rtc-joystick')!.hidden = true;
    });
    await page.mouse.move(5, 5);
  },
};

for (const [way, letGo] of Object.entries(LETTING_GO)) {
  test(`the robot stops at once: ${way}`, async ({ startWorld }) => {
    const { show, robotPage } = await startWorld();
    const page = await show('<rtc-joystick></rtc-joystick>');
    await takeControl(page);
    await pullUp(page, 1);
    await expectLastCommand(robotPage, (linear) => linear > 0);
    await robotPage.evaluate(() => robot.stops.splice(0));
    const asked = page.evaluate(
      () =>
        new Promise((resolve) => {
          const element = document.querySelector('rtc-joystick')!;
          element.addEventListener('rtc-command', ({ detail }) => resolve(detail));
        }),
    );
    await letGo(page);
    expect(await asked).toEqual({ linearMetersPerSec: 0, angularRadPerSec: 0 });
    await expectLastCommand(robotPage, isNeutral);
    // The pointer is still down: what it does now counts for nothing.
    await page.mouse.move(100, 20, { steps: 4 });
    await page.mouse.move(60, 100, { steps: 4 });
    await commandsOf(robotPage);
    await page.evaluate(() => passed(150));
    expect((await commandsOf(robotPage)).filter(([linear, angular]) => linear || angular)).toEqual(
      [],
    );
  });
}

test('a stick that is held when control comes must be let go first', async ({ startWorld }) => {
  const { show, robotPage } = await startWorld();
  const page = await show('<rtc-joystick></rtc-joystick>');
  await pullUp(page, 1);
  expect(await state(page)).toBe('no-control');
  await page.evaluate(() => operatorOf().requestControl());
  await expect.poll(() => state(page)).toBe('let-go');
  await expect(page.locator('rtc-joystick').getByRole('status')).toContainText('let go first');
  await page.evaluate(() => passed(300));
  expect((await commandsOf(robotPage)).every(([l, a]) => isNeutral(l, a))).toBe(true);
  await page.mouse.up();
  await expect.poll(() => state(page)).toBe('ready');
  await pullUp(page, 1);
  await expectLastCommand(robotPage, (linear) => linear > 0);
});

test('arrow keys move it while it has the focus, and losing that lets go', async ({
  startWorld,
}) => {
  const { show, robotPage } = await startWorld();
  const page = await show('<rtc-joystick></rtc-joystick><button>other</button>');
  await takeControl(page);
  await page.keyboard.press('ArrowUp'); // has no focus yet
  expect(await page.evaluate(() => document.querySelector('rtc-joystick')!.command)).toEqual({
    linearMetersPerSec: 0,
    angularRadPerSec: 0,
  });
  await page.getByRole('application', { name: 'Joystick' }).focus();
  await page.keyboard.down('ArrowUp');
  await page.keyboard.down('ArrowLeft');
  await expectLastCommand(robotPage, (linear, angular) => linear > 0 && angular > 0);
  await page.keyboard.up('ArrowLeft');
  await expectLastCommand(robotPage, (linear, angular) => linear > 0 && angular === 0);
  await page.getByRole('button', { name: 'other' }).focus();
  await expectLastCommand(robotPage, isNeutral);
  await page.getByRole('application', { name: 'Joystick' }).focus();
  await page.keyboard.down('ArrowUp'); // the key repeats: it was held all the time
  await page.evaluate(() => passed(150));
  await expectLastCommand(robotPage, isNeutral);
});

test('a viewer’s stick moves nothing and says so', async ({ startWorld }) => {
  const { show, robotPage } = await startWorld();
  await robotPage.evaluate(() => {
    robot.role = 'viewer';
  });
  const page = await show('<rtc-joystick></rtc-joystick><rtc-control></rtc-control>');
  await expect(page.locator('rtc-control').getByRole('status')).toContainText(
    'You are a viewer: viewers cannot drive.',
  );
  await expect(page.locator('rtc-control').getByRole('button')).toHaveCount(0);
  await pullUp(page, 1);
  expect(await state(page)).toBe('no-control');
  await page.evaluate(() => passed(300));
  expect(await commandsOf(robotPage)).toEqual([]);
});

test('a touch drives as well, while another finger is elsewhere', async ({ startWorld }) => {
  const { show, robotPage } = await startWorld();
  const page = await show('<rtc-joystick></rtc-joystick>');
  await takeControl(page);
  const { x, y, width } = await middleOf(page, 'rtc-joystick', 'base');
  const cdp = await page.context().newCDPSession(page);
  const touch = (type: string, ...touchPoints: { x: number; y: number; id: number }[]) =>
    cdp.send('Input.dispatchTouchEvent', { type: type as 'touchStart', touchPoints });
  await touch('touchStart', { x, y, id: 1 });
  await touch('touchMove', { x, y: y - width / 4, id: 1 });
  await expectLastCommand(robotPage, (linear) => linear > 0);
  const other = { x: x + 4, y: y + 4, id: 2 };
  await touch('touchStart', { x, y: y - width / 4, id: 1 }, other);
  await touch('touchMove', { x, y: y - width / 4, id: 1 }, { ...other, y: y + width / 3 });
  expect(
    await page.evaluate(() => document.querySelector('rtc-joystick')!.command.linearMetersPerSec),
  ).toBeGreaterThan(0);
  await touch('touchEnd');
  await expectLastCommand(robotPage, isNeutral);
});
