/** Gamepad of the SDK, on gamepads of ours: a headless machine has none. */
import type * as Rtcbot from '@rtcbot-web/sdk';
import type { Page } from '@playwright/test';
import { expect, test } from './sdk-page.js';
import { turnAway, WAYS } from './turning-away.js';
import { expectWithinIn } from './late-pages.js';

declare const rtcbot: typeof Rtcbot;
declare const gamepad: Rtcbot.Gamepad;
declare const pads: (PadState | null)[];
declare const seen: Rtcbot.GamepadInput[];

interface PadState {
  readonly connected: boolean;
  readonly axes: number[];
  readonly buttons: { pressed: boolean; value: number }[];
}

test.describe('Gamepad', () => {
  test.beforeEach(async ({ sdkPage }) => {
    await sdkPage.evaluate(() => {
      const rest = (): PadState => ({
        connected: true,
        axes: [0, 0],
        buttons: [0, 1].map(() => ({ pressed: false, value: 0 })),
      });
      Object.assign(window, { pads: [rest(), rest()] });
      navigator.getGamepads = () => pads as never;
      const made = new rtcbot.Gamepad();
      const events: unknown[] = [];
      made.subscribe((event: unknown) => events.push(event));
      Object.assign(window, { gamepad: made, input: made, seen: events });
    });
  });

  const changes = (page: Page) =>
    page.evaluate(() => seen.splice(0).map(({ type, value }) => `${type} ${String(value)}`));
  /** Lets the gamepads be looked at three times, closed ones not among them. */
  const threePolls = (page: Page) =>
    page.evaluate(async () => {
      const other = new rtcbot.Gamepad(9);
      const read = navigator.getGamepads;
      await new Promise<void>((resolve) => {
        let count = 0;
        navigator.getGamepads = () => {
          if (++count > 6) resolve();
          return read.call(navigator);
        };
      });
      navigator.getGamepads = read;
      await other.close();
    });
  const letGo = (page: Page) =>
    page.evaluate(() => {
      Object.assign(pads[0]!.buttons[1]!, { pressed: false, value: 0 });
      pads[0]!.axes[0] = 0;
    });
  const drive = (page: Page) =>
    page.evaluate(() => {
      Object.assign(pads[0]!.buttons[1]!, { pressed: true, value: 1 });
      pads[0]!.axes[0] = -0.5;
    });

  test('outputs what changes, in the shape of RTCBot, and shows all in state', async ({
    sdkPage: page,
  }) => {
    expect(await page.evaluate(() => gamepad.onReady().then(() => gamepad.ready))).toBe(true);
    await drive(page);
    await expect
      .poll(() => page.evaluate(() => seen))
      .toEqual([
        { value: true, type: 'btn1' },
        { value: -0.5, type: 'axis0' },
      ]);
    expect(await page.evaluate(() => gamepad.state)).toEqual({
      axes: [-0.5, 0],
      buttons: [
        { pressed: false, value: 0 },
        { pressed: true, value: 1 },
      ],
    });
  });

  for (const how of WAYS)
    test(`goes neutral, once: ${how}`, async ({ sdkPage: page }) => {
      await drive(page);
      await expect.poll(() => changes(page)).toEqual(['btn1 true', 'axis0 -0.5']);
      await turnAway(page, how);
      await threePolls(page);
      expect(await changes(page)).toEqual(['btn1 false', 'axis0 0']);
    });

  test('says nothing while the window has no focus, and goes on with it', async ({
    sdkPage: page,
  }) => {
    await turnAway(page, 'another frame');
    await drive(page);
    await threePolls(page);
    expect(await changes(page)).toEqual([]);
    await page.evaluate(() => window.focus());
    await threePolls(page);
    expect(await changes(page)).toEqual([]); // it is held already
    await letGo(page);
    await threePolls(page);
    await drive(page);
    await expect.poll(() => changes(page)).toEqual(['btn1 true', 'axis0 -0.5']);
  });

  test('a trigger that nobody has touched, and one that is let go, are 0', async ({
    sdkPage: page,
  }) => {
    await page.evaluate(() => {
      pads.push({ connected: true, axes: [0, 0, 0], buttons: [] });
      const made = new rtcbot.Gamepad({ index: 2, triggers: [2] });
      const events: unknown[] = [];
      made.subscribe((event: unknown) => events.push(event));
      Object.assign(window, { trigger: made, seen: events });
    });
    const pull = (to: number) => page.evaluate((value) => (pads[2]!.axes[2] = value), to);
    await threePolls(page); // browsers report 0 for it, half-way
    await pull(0.5);
    await threePolls(page);
    expect(await changes(page)).toEqual([]);
    await pull(-1);
    await threePolls(page);
    await pull(1);
    await expect.poll(() => changes(page)).toEqual(['axis2 1']);
    await turnAway(page, 'another frame');
    await threePolls(page);
    expect(await changes(page)).toEqual(['axis2 0']);
  });

  test('goes neutral when it is unplugged, and is ready again when it is back', async ({
    sdkPage: page,
  }) => {
    await drive(page);
    await expect.poll(() => changes(page)).toEqual(['btn1 true', 'axis0 -0.5']);
    const unplugged = await page.evaluate(() => {
      const [pad] = pads.splice(0, 1, null);
      window.dispatchEvent(new Event('gamepaddisconnected'));
      const { ready, state } = gamepad;
      Object.assign(window, { unplugged: pad });
      return { ready, state };
    });
    expect(unplugged).toEqual({ ready: false, state: null });
    expect(await changes(page)).toEqual(['btn1 false', 'axis0 0']);
    await page.evaluate(() => {
      pads[0] = (window as never as { unplugged: PadState }).unplugged;
    });
    await threePolls(page);
    expect(await changes(page)).toEqual([]); // it is held already
    await letGo(page);
    await threePolls(page);
    await drive(page);
    await expect.poll(() => changes(page)).toEqual(['btn1 true', 'axis0 -0.5']);
  });

  test('setGamepadRate sets how often it looks', async ({ sdkPage: page }) => {
    const measure = async (isAgain: boolean) => {
      const polls = new rtcbot.Queue<number>();
      navigator.getGamepads = () => {
        polls.put_nowait(performance.now());
        return pads as never;
      };
      const periodMs = async () => {
        const startMs = await polls.get();
        for (let i = 0; i < 9; i++) await polls.get();
        return ((await polls.get()) - startMs) / 10;
      };
      if (isAgain) rtcbot.setGamepadRate(10);
      const usual = await periodMs();
      rtcbot.setGamepadRate(100);
      const fast = await periodMs();
      return { usual, fast };
    };
    await expectWithinIn([page], 50, async (trial) => {
      const { usual, fast } = await page.evaluate(measure, trial > 1);
      expect(usual).toBeGreaterThan(80);
      return fast;
    });
  });

  test('the second Gamepad reads the second one, and a closed one makes room', async ({
    sdkPage: page,
  }) => {
    const types = await page.evaluate(async () => {
      const second = new rtcbot.Gamepad();
      const got = second.get();
      pads[1]!.axes[1] = 1;
      const fromSecond = await got;
      await gamepad.close();
      const first = new rtcbot.Gamepad();
      const gotFirst = first.get();
      pads[0]!.axes[0] = 1;
      return [fromSecond, await gotFirst];
    });
    expect(types).toEqual([
      { value: 1, type: 'axis1' },
      { value: 1, type: 'axis0' },
    ]);
  });

  test('a page that may not read gamepads is told so', async ({ sdkPage: page }) => {
    const code = await page.evaluate(() => {
      navigator.getGamepads = () => {
        throw new DOMException('disallowed by permissions policy', 'SecurityError');
      };
      try {
        return new rtcbot.Gamepad().ready;
      } catch (error) {
        return (error as Rtcbot.RtcError).code;
      }
    });
    expect(code).toBe('bad-state');
  });
});
