/** Keyboard and Mouse of the SDK, by real key presses and mouse movements. */
import type * as Rtcbot from '@rtcbot-web/sdk';
import type { Page } from '@playwright/test';
import { expect, test } from './sdk-page.js';
import { turnAway, WAYS } from './turning-away.js';

declare const rtcbot: typeof Rtcbot;

declare const seen: Partial<
  Record<'type' | 'key' | 'code' | 'state' | 'timestamp', string | number>
>[];

/** Makes `input` and `seen`, which collects what it outputs. */
const watch = (page: Page, kind: 'Keyboard' | 'Mouse', selector?: string) =>
  page.evaluate(
    ([name, target]) => {
      const events: unknown[] = [];
      const collect = (event: unknown) => events.push(event);
      const element = target ? document.querySelector(target) : undefined;
      const made = name === 'Mouse' ? new rtcbot.Mouse(element) : new rtcbot.Keyboard();
      if (made instanceof rtcbot.Mouse) made.subscribe(collect);
      else made.subscribe(collect);
      Object.assign(window, { input: made, seen: events });
    },
    [kind, selector] as const,
  );

/** Takes what was output since the last time: `type key` or `code state`. */
const taken = (page: Page) =>
  page.evaluate(() =>
    seen
      .splice(0)
      .map(({ type, key, code, state }) =>
        type ? `${type} ${String(key)}` : `${String(code)} ${String(state)}`,
      ),
  );

test.describe('Keyboard', () => {
  test('outputs what RTCBot outputs, with a time, without repetitions', async ({ sdkPage }) => {
    await watch(sdkPage, 'Keyboard');
    const before = Date.now();
    await sdkPage.keyboard.down('w');
    await sdkPage.keyboard.down('w');
    await sdkPage.keyboard.up('w');
    const events = await sdkPage.evaluate(() => seen);
    const common = { altKey: false, shiftKey: false, keyCode: 87, key: 'w' };
    const timestamp: unknown = expect.any(Number);
    expect(events).toEqual([
      { type: 'keydown', ...common, timestamp },
      { type: 'keyup', ...common, timestamp },
    ]);
    for (const event of events) {
      expect(event.timestamp).toBeGreaterThan(before - 1000);
      expect(event.timestamp).toBeLessThan(Date.now() + 1000);
    }
  });

  test('a keyup is that of its keydown, whatever Shift does', async ({ sdkPage }) => {
    await watch(sdkPage, 'Keyboard');
    await sdkPage.keyboard.down('KeyW');
    await sdkPage.keyboard.down('Shift');
    await sdkPage.keyboard.up('KeyW');
    await sdkPage.keyboard.up('Shift');
    expect(await taken(sdkPage)).toEqual(['keydown w', 'keydown Shift', 'keyup w', 'keyup Shift']);
  });

  test('keeps keys from the page, but not typing, shortcuts and focused buttons', async ({
    sdkPage,
  }) => {
    await sdkPage.evaluate(() => {
      document.body.innerHTML = `<input id="field" /><p id="editable" contenteditable></p>
        <button id="button">Stop</button><div id="host"></div><div style="height: 9000px"></div>`;
      const root = document.getElementById('host')!.attachShadow({ mode: 'open' });
      root.innerHTML = '<textarea></textarea>';
      document.getElementById('button')!.onclick = () => seen.push({ type: 'click', key: 'Stop' });
    });
    await watch(sdkPage, 'Keyboard');
    await sdkPage.keyboard.press(' ');
    await sdkPage.keyboard.press('End');
    expect(await taken(sdkPage)).toEqual(['keydown  ', 'keyup  ', 'keydown End', 'keyup End']);
    expect(await sdkPage.evaluate(() => scrollY)).toBe(0);
    for (const selector of ['#field', '#editable', 'textarea']) {
      await sdkPage.locator(selector).focus();
      await sdkPage.keyboard.type('wasd');
    }
    await expect(sdkPage.locator('#field')).toHaveValue('wasd');
    await expect(sdkPage.locator('#editable')).toHaveText('wasd');
    await expect(sdkPage.locator('textarea')).toHaveValue('wasd');
    await sdkPage.locator('#field').focus();
    await sdkPage.keyboard.press('Control+a');
    await sdkPage.keyboard.press('Backspace');
    await expect(sdkPage.locator('#field')).toHaveValue('');
    expect(await taken(sdkPage)).toEqual([]);
    await sdkPage.locator('#button').focus();
    await sdkPage.keyboard.press('Enter');
    await sdkPage.keyboard.press(' ');
    expect(await taken(sdkPage)).toEqual(['click Stop', 'click Stop']);
    await sdkPage.keyboard.press('Control+b');
    expect(await taken(sdkPage)).toEqual([]);
    await sdkPage.keyboard.press('d');
    expect(await taken(sdkPage)).toEqual(['keydown d', 'keyup d']);
  });

  test('a key that comes up while a field has the focus comes up', async ({ sdkPage }) => {
    await sdkPage.evaluate(() => (document.body.innerHTML = '<input />'));
    await watch(sdkPage, 'Keyboard');
    await sdkPage.keyboard.down('w');
    await sdkPage.locator('input').focus();
    await sdkPage.keyboard.up('w');
    expect(await taken(sdkPage)).toEqual(['keydown w', 'keyup w']);
  });

  for (const how of WAYS)
    test(`lets held keys go, once: ${how}`, async ({ sdkPage }) => {
      await watch(sdkPage, 'Keyboard');
      await sdkPage.keyboard.down('w');
      await sdkPage.keyboard.down('d');
      await turnAway(sdkPage, how);
      expect(await taken(sdkPage)).toEqual(['keydown w', 'keydown d', 'keyup w', 'keyup d']);
      await sdkPage.evaluate(() => window.focus());
      await sdkPage.keyboard.up('w');
      await sdkPage.keyboard.press('x');
      const after = how === 'close' ? [] : ['keydown x', 'keyup x'];
      expect(await taken(sdkPage)).toEqual(after);
    });

  test('lets held keys go when Meta goes down: macOS does not tell of them then', async ({
    sdkPage,
  }) => {
    await watch(sdkPage, 'Keyboard');
    await sdkPage.keyboard.down('w');
    await sdkPage.keyboard.down('Meta');
    expect(await taken(sdkPage)).toEqual(['keydown w', 'keyup w']);
    await sdkPage.keyboard.up('Meta');
    expect(await taken(sdkPage)).toEqual([]);
  });
});

test.describe('Mouse', () => {
  test.beforeEach(async ({ sdkPage }) => {
    await sdkPage.evaluate(() => {
      document.body.innerHTML =
        '<div id="pad" style="position: fixed; inset: 0 auto auto 0; width: 100px; height: 100px"></div>';
    });
    await sdkPage.mouse.move(200, 200);
    await watch(sdkPage, 'Mouse', '#pad');
  });

  test('outputs buttons, movements and wheel over its element, and follows a drag', async ({
    sdkPage: page,
  }) => {
    await page.mouse.move(210, 200);
    await page.mouse.down();
    await page.mouse.up();
    expect(await taken(page)).toEqual([]);
    await page.mouse.move(50, 50);
    await taken(page);
    await page.mouse.move(53, 48);
    await page.mouse.down({ button: 'left' });
    await page.mouse.move(153, 48);
    await page.mouse.up({ button: 'left' });
    await page.mouse.move(160, 48);
    expect(await taken(page)).toEqual([
      'REL_X 3',
      'REL_Y -2',
      'BTN_LEFT 1',
      'REL_X 100',
      'BTN_LEFT 0',
    ]);
    await page.mouse.move(50, 50);
    await taken(page);
    await page.mouse.wheel(0, 120);
    await expect.poll(() => taken(page)).toEqual(['REL_WHEEL -1']);
  });

  for (const how of WAYS)
    test(`lets a held button go: ${how}`, async ({ sdkPage: page }) => {
      await page.mouse.move(50, 50);
      await taken(page);
      await page.mouse.down({ button: 'middle' });
      await turnAway(page, how);
      expect(await taken(page)).toEqual(['BTN_MIDDLE 1', 'BTN_MIDDLE 0']);
      await page.mouse.up({ button: 'middle' });
      expect(await taken(page)).toEqual([]);
    });

  test('a context menu takes the mouse, unless the page keeps it from opening', async ({
    sdkPage: page,
  }) => {
    await page.mouse.move(50, 50);
    await taken(page);
    const openMenu = () =>
      page.evaluate(() =>
        document
          .querySelector('#pad')!
          .dispatchEvent(new MouseEvent('contextmenu', { bubbles: true, cancelable: true })),
      );
    await page.mouse.down();
    await page.evaluate(() => {
      document.addEventListener('contextmenu', (event) => event.preventDefault(), { once: true });
    });
    await openMenu();
    expect(await taken(page)).toEqual(['BTN_LEFT 1']);
    await openMenu();
    expect(await taken(page)).toEqual(['BTN_LEFT 0']);
  });
});
