import { expect, type Browser, type Locator, type Page } from '@playwright/test';
import type { OperatorConnection } from '@rtcbot-web/sdk';

/** What the demo's rover tells of itself. */
export interface RoverTelemetry {
  readonly pose: {
    readonly xMeters: number;
    readonly yMeters: number;
    readonly headingRad: number;
  };
  readonly speed: { readonly linearMetersPerSec: number; readonly angularRadPerSec: number };
  readonly battery: { readonly level: number; readonly isCharging: boolean };
}

interface RobotElement extends HTMLElement {
  readonly connection: OperatorConnection;
}

/** Something that a hand pushes forward, and lets go. */
interface HeldInput {
  readonly push: () => Promise<void>;
  readonly letGo: () => Promise<void>;
}

/** How long somebody pushes before letting go and pushing again. */
const PATIENCE_MS = 5_000;

/** An operator at the demo's cockpit: real keys, real buttons. */
export class CockpitPage {
  readonly page: Page;
  readonly stop: Locator;

  private constructor(page: Page) {
    this.page = page;
    this.stop = page.getByRole('button', { name: 'Emergency stop' });
  }

  /** Open the cockpit in a browser context of its own, and wait for the moving picture. */
  static async open(browser: Browser, url: string): Promise<CockpitPage> {
    const page = await (await browser.newContext()).newPage();
    await page.goto(url);
    const cockpit = new CockpitPage(page);
    await expect(page.locator('rtc-video')).toHaveJSProperty('status', 'live');
    await expect(page.locator('#liveness')).toHaveText('live');
    return cockpit;
  }

  /** Take control, and wait until keys would drive. */
  async takeControl(): Promise<void> {
    await this.page.getByRole('button', { name: /take control/i }).click();
    await this.expectDriveState('ready');
  }

  async expectDriveState(state: string): Promise<void> {
    await expect(this.page.locator('rtc-keyboard-drive')).toHaveJSProperty('driveState', state);
  }

  /** The stick on the screen, with the mouse. */
  async mouseOnStick(): Promise<HeldInput> {
    const { mouse } = this.page;
    const { x, y, reach } = await this.#stick();
    return {
      push: async () => {
        await mouse.move(x, y);
        await mouse.down();
        await mouse.move(x, y - reach, { steps: 4 });
      },
      letGo: () => mouse.up(),
    };
  }

  /** The same with a finger. */
  async fingerOnStick(): Promise<HeldInput> {
    const browser = await this.page.context().newCDPSession(this.page);
    const { x, y, reach } = await this.#stick();
    let isTouching = false;
    const touch = async (type: 'touchStart' | 'touchMove' | 'touchEnd', atY?: number) => {
      const touchPoints = atY === undefined ? [] : [{ x, y: atY }];
      await browser.send('Input.dispatchTouchEvent', { type, touchPoints });
    };
    return {
      push: async () => {
        isTouching = true;
        await touch('touchStart', y);
        for (const part of [0.3, 0.7, 1]) await touch('touchMove', y - reach * part);
      },
      letGo: async () => {
        if (isTouching) await touch('touchEnd');
        isTouching = false;
      },
    };
  }

  /** A gamepad: a headless machine has none, so the page is given one. */
  async plugInGamepad(): Promise<HeldInput> {
    await this.page.evaluate(() => {
      const button = { pressed: false, touched: false, value: 0 };
      const pad = {
        ...{ connected: true, id: 'Test pad', index: 0, mapping: 'standard', axes: [0, 0, 0, 0] },
        buttons: Array.from({ length: 17 }, () => button),
      };
      navigator.getGamepads = () => [pad as never];
      Object.assign(window, { pad });
    });
    const tilt = (forward: number) =>
      this.page.evaluate((value) => {
        (window as unknown as { pad: { axes: number[] } }).pad.axes[1] = -value;
      }, forward);
    return { push: () => tilt(1), letGo: () => tilt(0) };
  }

  async #stick(): Promise<{ x: number; y: number; reach: number }> {
    const base = this.page.locator('rtc-joystick').locator('css=[part=base]');
    await base.scrollIntoViewIfNeeded();
    const { x, y, width, height } = (await base.boundingBox())!;
    return { x: x + width / 2, y: y + height / 2, reach: width / 2 };
  }

  /** The newest telemetry, as this page got it. */
  telemetry(): Promise<RoverTelemetry> {
    return this.page
      .locator('rtc-robot')
      .evaluate(
        (robot) => (robot as RobotElement).connection.telemetry.latest,
      ) as Promise<RoverTelemetry>;
  }

  async speed(): Promise<number> {
    return (await this.telemetry()).speed.linearMetersPerSec;
  }

  /** A key of the keyboard, held. */
  key(code: string): HeldInput {
    const { keyboard } = this.page;
    return { push: () => keyboard.down(code), letGo: () => keyboard.up(code) };
  }

  /** The key that drives forward. */
  get forwardKey(): HeldInput {
    return this.key('KeyW');
  }

  /**
   * Push until the rover moves, as `seenBy` is told. As people do, let go and push again when nothing happens: where the
   * machine paused for long enough to count as silence, the robot has stopped, and wants to see the input at rest first.
   */
  async drive(
    input: HeldInput,
    seenBy: CockpitPage = this,
    moves: () => Promise<boolean> = async () => (await seenBy.speed()) > 0.3,
  ): Promise<void> {
    await expect(async () => {
      await input.letGo();
      await this.expectDriveState('ready');
      await input.push();
      await expect.poll(moves, { timeout: PATIENCE_MS }).toBe(true);
    }).toPass({ timeout: 60_000 });
  }

  async expectStanding(): Promise<void> {
    await expect.poll(() => this.speed()).toBe(0);
  }

  /** From now on note, by this page's clock, when telemetry first says that the rover stands. */
  async watchForStanding(): Promise<void> {
    await this.page.locator('rtc-robot').evaluate((robot) => {
      const { telemetry } = (robot as RobotElement).connection;
      const watched = robot as RobotElement & { stoodAtMs?: number };
      delete watched.stoodAtMs;
      telemetry.subscribe((value: unknown) => {
        const { speed } = value as { speed: { linearMetersPerSec: number } };
        if (speed.linearMetersPerSec === 0) watched.stoodAtMs ??= Date.now();
      });
    });
  }

  /** When it stood, by the machine's clock. */
  async stoodAtMs(): Promise<number> {
    const read = (): Promise<number> =>
      this.page
        .locator('rtc-robot')
        .evaluate((robot) => (robot as RobotElement & { stoodAtMs?: number }).stoodAtMs ?? 0);
    await expect.poll(read).toBeGreaterThan(0);
    return read();
  }

  /** For how long the rover turns, and at most stands while the keys say that it is driven, in the next `forMs`. */
  watchTurning(forMs: number): Promise<{ turningMs: number; unexplainedMs: number }> {
    return this.page.evaluate(async (spanMs) => {
      const { connection } = document.querySelector<RobotElement>('rtc-robot')!;
      const keys = document.querySelector('rtc-keyboard-drive') as HTMLElement & {
        readonly driveState: string;
      };
      const startMs = performance.now();
      let [turningMs, unexplainedMs, standsSinceMs, lastMs] = [0, 0, startMs, startMs];
      while (lastMs - startMs < spanMs) {
        await new Promise((resolve) => setTimeout(resolve, 50));
        const nowMs = performance.now();
        const { speed } = connection.telemetry.latest as RoverTelemetry;
        const turns = Math.abs(speed.angularRadPerSec) > 0.05;
        if (turns) turningMs += nowMs - lastMs;
        if (turns || keys.driveState !== 'driving') standsSinceMs = nowMs;
        unexplainedMs = Math.max(unexplainedMs, nowMs - standsSinceMs);
        lastMs = nowMs;
      }
      return { turningMs, unexplainedMs };
    }, forMs);
  }

  /** The picture that is shown now, small and without its clock: numbers from 0 to 255. */
  picture(): Promise<number[]> {
    return this.page.locator('rtc-video').evaluate((element) => {
      const video = element.shadowRoot?.querySelector('video');
      const context = new OffscreenCanvas(64, 48).getContext('2d');
      if (!video || !context) throw new Error('no picture');
      context.drawImage(video, 0, 0, 64, 48);
      return [...context.getImageData(0, 0, 64, 42).data];
    });
  }

  /** The part of a picture that is not as it was, 0 to 1. */
  static changedPart(one: readonly number[], other: readonly number[]): number {
    const changed = one.filter((value, at) => Math.abs(value - other[at]!) > 20);
    return changed.length / one.length;
  }

  /** The page believes that it is hidden, as when another tab is chosen: Playwright's pages never are. */
  hide(): Promise<void> {
    return this.page.evaluate(() => {
      Object.defineProperty(document, 'hidden', { value: true });
      Object.defineProperty(document, 'visibilityState', { value: 'hidden' });
      document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
    });
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }
}
