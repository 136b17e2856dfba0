/** The demo's simulated rover, driven from its cockpit: real keys, the real command path, what telemetry says. */
import { once } from 'node:events';
import { expect, test, type Browser } from '@playwright/test';
import { type Demo, startDemo } from './demo-process.js';
import { expectWithinIn } from './late-pages.js';
import { CockpitPage, type RoverTelemetry } from './pages/cockpit-page.js';

/** From letting go, however it happens, until the rover stands; and what this machine adds when it is busy. */
const STOP_MS = 500;
const TELEMETRY_GAP_MS = 100;
/** How long a drive of a meter takes at most, if nothing interrupts it. */
const A_DRIVE_MS = 10_000;

/** How long a held key may seem to drive while the rover stands: a robot's silence is told after 700 ms, and shown on the next tick. */
const UNEXPLAINED_MS = 1_500;

/** How far a rover may have come in earlier tests: what is in its way is 8 m from where it starts. */
const ROOM_AHEAD_METERS = 3;

test.describe('the rover', () => {
  let demo: Demo | undefined;
  let demoUrl: string;
  let startPose: RoverTelemetry['pose'];
  let cockpit: CockpitPage;

  const startAnew = async (browser: Browser): Promise<void> => {
    demo = await startDemo({ ROBOT_CAMERA: 'rover', ROBOT_MICROPHONE: 'none' });
    demoUrl = demo.url;
    cockpit = await CockpitPage.open(browser, demoUrl);
    startPose = (await cockpit.telemetry()).pose;
  };

  const endDemo = async (): Promise<void> => {
    const child = demo?.child;
    demo = undefined;
    if (!child) return;
    child.kill('SIGTERM');
    if (child.exitCode === null) await once(child, 'exit');
    expect(child.exitCode).toBe(0);
  };

  /** Whether it has room ahead, and looks the way that it did at first. */
  const isAsAtStart = async (): Promise<boolean> => {
    const { xMeters, yMeters, headingRad } = (await cockpit.telemetry()).pose;
    const wayMeters = Math.hypot(xMeters - startPose.xMeters, yMeters - startPose.yMeters);
    return wayMeters < ROOM_AHEAD_METERS && headingRad === startPose.headingRad;
  };

  test.beforeEach(async ({ browser }) => {
    if (!demo) return startAnew(browser);
    cockpit = await CockpitPage.open(browser, demoUrl);
    if (await isAsAtStart()) return;
    await cockpit.close();
    await endDemo();
    await startAnew(browser);
  });

  test.afterEach(() => cockpit.close());

  test.afterAll(endDemo);

  test('drives while a key is held, tells where it is, and its picture changes', async () => {
    const start = await cockpit.telemetry();
    const before = await cockpit.picture();
    await cockpit.takeControl();
    await expect(async () => {
      await cockpit.drive(cockpit.forwardKey);
      await expect
        .poll(async () => (await cockpit.telemetry()).pose.xMeters, { timeout: A_DRIVE_MS })
        .toBeGreaterThan(start.pose.xMeters + 1);
    }).toPass({ timeout: 60_000 });
    await cockpit.page.keyboard.up('KeyW');
    await cockpit.expectStanding();
    const { pose, battery } = await cockpit.telemetry();
    expect(battery.level).toBeLessThan(start.battery.level);
    await expect(cockpit.page.locator('[data-rover=pose]')).toContainText(pose.xMeters.toFixed(2));
    await expect
      .poll(async () => CockpitPage.changedPart(before, await cockpit.picture()))
      .toBeGreaterThan(0.05);
  });

  test('blinks its lamp when it is called to', async () => {
    const { page } = cockpit;
    await page.getByRole('button', { name: 'Blink its lamp' }).click();
    await expect(page.locator('rtc-call:state(done)')).toBeVisible();
    await expect(page.locator('rtc-call').getByRole('status')).toHaveText('Done');
  });

  test('stands still in the picture as well while nobody drives', async () => {
    const before = await cockpit.picture();
    const { pose } = await cockpit.telemetry();
    await cockpit.page.keyboard.down('KeyW'); // without control
    const frames = () =>
      cockpit.page
        .locator('rtc-video')
        .evaluate(
          (element) =>
            element.shadowRoot!.querySelector('video')!.getVideoPlaybackQuality().totalVideoFrames,
        );
    const seen = await frames();
    await expect.poll(frames).toBeGreaterThan(seen + 15);
    await cockpit.page.keyboard.up('KeyW');
    expect((await cockpit.telemetry()).pose).toEqual(pose);
    expect(CockpitPage.changedPart(before, await cockpit.picture())).toBeLessThan(0.02);
  });

  for (const [how, leave] of [
    ['hidden', (one: CockpitPage) => one.hide()],
    ['closed', (one: CockpitPage) => one.page.close({ runBeforeUnload: false })],
  ] as const) {
    test(`stops when the tab of the driver is ${how}`, async ({ browser }) => {
      const watcher = await CockpitPage.open(browser, demoUrl);
      await expectWithinIn([watcher.page], STOP_MS + TELEMETRY_GAP_MS, async (trial) => {
        if (trial > 1) {
          await cockpit.close();
          cockpit = await CockpitPage.open(browser, demoUrl);
        }
        await cockpit.takeControl();
        await cockpit.drive(cockpit.forwardKey, watcher);
        await watcher.watchForStanding();
        const atMs = Date.now();
        await leave(cockpit);
        return (await watcher.stoodAtMs()) - atMs;
      });
      await watcher.close();
    });
  }

  test('is driven with the stick on the screen, by mouse and by finger, and with a gamepad; letting go stops it', async () => {
    const { page } = cockpit;
    await cockpit.takeControl();
    const drives = [
      ['rtc-joystick', await cockpit.mouseOnStick()],
      ['rtc-joystick', await cockpit.fingerOnStick()],
      ['rtc-gamepad', await cockpit.plugInGamepad()],
    ] as const;
    for (const [tag, input] of drives) {
      const element = page.locator(tag);
      await expectWithinIn([page], STOP_MS + TELEMETRY_GAP_MS, async () => {
        await expect(element).toHaveJSProperty('driveState', 'ready');
        await cockpit.drive(input);
        await expect(element).toHaveJSProperty('driveState', 'driving');
        await cockpit.watchForStanding();
        const atMs = Date.now();
        await input.letGo();
        return (await cockpit.stoodAtMs()) - atMs;
      });
      await expect(element).toHaveJSProperty('driveState', 'ready');
    }
  });

  test('moves for the car’s tutorial, whose keys light, until somebody drives from the cockpit', async () => {
    const page = await cockpit.page.context().newPage();
    await page.goto(`${demoUrl}tutorials/remote-control/drive.html`);
    await page.getByRole('button', { name: /^Drive with/ }).click();
    await page.keyboard.down('w');
    await expect(page.getByRole('button', { name: 'Forward' })).toHaveAttribute('data-held', '');
    await expect.poll(() => cockpit.speed()).toBeGreaterThan(0.3);
    await cockpit.takeControl();
    await expect(page.locator('#why')).toHaveText('somebody drives from the cockpit');
    await cockpit.expectStanding();
  });

  test('turns to the colour that the vision tutorial follows', async () => {
    const start = (await cockpit.telemetry()).pose;
    const page = await cockpit.page.context().newPage();
    await page.goto(`${demoUrl}tutorials/offloading/vision.html`);
    await expect(page.locator('#why')).toHaveText(/turning (left|right)/);
    const turned = async () => {
      const { headingRad } = (await cockpit.telemetry()).pose;
      return Math.abs(headingRad - start.headingRad);
    };
    await expect.poll(turned).toBeGreaterThan(0.1);
  });

  test('never stands still under a held key without a reason on the screen, however slow the page is', async () => {
    const session = await cockpit.page.context().newCDPSession(cockpit.page);
    await cockpit.takeControl();
    const key = cockpit.key('ArrowLeft'); // turning, it meets no wall
    let turnedForMs = 0;
    for (const rate of [1, 6, 12]) {
      await session.send('Emulation.setCPUThrottlingRate', { rate });
      await key.push();
      const { turningMs, unexplainedMs } = await cockpit.watchTurning(3_000);
      await key.letGo();
      turnedForMs += turningMs;
      expect(unexplainedMs, `page ${rate} times as slow`).toBeLessThan(UNEXPLAINED_MS);
    }
    expect(turnedForMs).toBeGreaterThan(1_000);
  });

  test('obeys one operator, and anybody who presses stop', async ({ browser }) => {
    const other = await CockpitPage.open(browser, demoUrl);
    await cockpit.takeControl();
    await other.expectDriveState('no-control');
    const { pose } = await cockpit.telemetry();
    await other.page.keyboard.down('KeyW');
    await expect(other.page.getByRole('button', { name: /ask for control/i })).toBeVisible();
    await other.page.keyboard.up('KeyW');
    expect((await cockpit.telemetry()).pose).toEqual(pose);

    for (const presser of [other, cockpit]) {
      await cockpit.page.bringToFront();
      await cockpit.drive(cockpit.forwardKey);
      await presser.stop.click();
      await cockpit.expectStanding();
      for (const one of [cockpit, other]) await one.expectDriveState('stopped');
      await cockpit.page.keyboard.up('KeyW');
      await presser.page.getByRole('button', { name: /resume/i }).click();
      await cockpit.expectDriveState('ready');
    }
    await other.close();
  });

  test('is driven with the keyboard alone', async () => {
    const { page } = cockpit;
    const isReached = () =>
      page.evaluate(() => document.activeElement?.localName === 'rtc-control');
    for (let presses = 0; presses < 20 && !(await isReached()); presses++)
      await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await cockpit.expectDriveState('ready');
    const turning = async () => (await cockpit.telemetry()).speed.angularRadPerSec > 0.5;
    await cockpit.drive(cockpit.key('ArrowLeft'), cockpit, turning);
    await page.keyboard.press('Escape');
    await cockpit.expectDriveState('stopped');
    await page.keyboard.up('ArrowLeft');
  });
});
