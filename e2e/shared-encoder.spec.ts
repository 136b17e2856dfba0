/** One encoder for several viewers: each sees what the camera shows now, whatever becomes of the others. */
import type { Robot } from '@rtcbot-web/robot';
import type * as Rtcbot from '@rtcbot-web/sdk';
import { expect, test } from './fixtures.js';
import { camera, expectLiveClock, expectViewers, SIZE, watch } from './shared-viewers.js';

declare const conn: Rtcbot.OperatorConnection;
declare const peers: RTCPeerConnection[];

/** Of the words that are shown instead of a picture. */
const NO_SIGNAL_HEIGHT = 480;

/** Codec and number of viewers of each encoder. */
const encodersOf = async (robot: Robot) =>
  (await robot.status()).encoders.map(({ codec, viewers }) => [codec, viewers]);

test('viewers come, go, and see the camera of now, encoded once, whatever is changed', async ({
  relay,
  startRobot,
  openOperator,
  page,
}) => {
  const robot = await startRobot({
    camera: { source: { script: camera('clock') }, ...SIZE, frameRate: 30 },
    microphone: 'none',
    encoding: 'shared',
  });
  const { page: second } = await openOperator();
  const { page: late } = await openOperator();
  const keyFrames = async () =>
    (await robot.status()).encoders.reduce((sum, one) => sum + one.keyFrames, 0);

  await Promise.all([page, second].map((one) => watch(one, relay.url)));
  await Promise.all([page, second].map(expectLiveClock));
  await expectViewers(robot, 2, 0);

  await test.step('frames of the robot come beside', async () => {
    const frame = await robot.snapshot();
    expect(frame.width).toBe(SIZE.width);
  });

  await test.step('one that comes late sees it too', async () => {
    await watch(late, relay.url);
    await Promise.all([page, second, late].map(expectLiveClock));
    await expectViewers(robot, 3, 0);
    expect(await keyFrames()).toBeLessThan(30);
  });

  await test.step('the others see on when the first one leaves', async () => {
    await page.evaluate(() => conn.close());
    await Promise.all([second, late].map(expectLiveClock));
    await expectViewers(robot, 2, 0);
  });

  await test.step('one whose link breaks is back, and the other notices nothing', async () => {
    const dialled = await second.evaluate(() => {
      peers.at(-1)!.close();
      return peers.length;
    });
    await expect.poll(() => second.evaluate(() => peers.length)).toBeGreaterThan(dialled);
    await Promise.all([second, late].map(expectLiveClock));
    await expectViewers(robot, 2, 0);
    expect(await late.evaluate(() => peers.length)).toBe(1);
  });

  await test.step('a killed Chromium of the robot is replaced', async () => {
    const pid = robot.chromiumPid!;
    process.kill(pid, 'SIGKILL');
    await expect.poll(() => robot.chromiumPid).not.toBe(pid);
    await Promise.all([second, late].map(expectLiveClock));
    await expectViewers(robot, 2, 0);
  });

  await test.step('another bit rate', async () => {
    await robot.setCamera('main', { maxBitrateBps: 150_000 });
    await Promise.all([second, late].map(expectLiveClock));
    const rates = async () => (await robot.status()).encoders.map(({ bitrateBps }) => bitrateBps);
    await expect.poll(async () => Math.max(...(await rates()))).toBeLessThan(300_000);
    await robot.setCamera('main', { maxBitrateBps: 0 });
  });

  await test.step('a camera that is off is told in words, and comes back', async () => {
    await robot.setCamera('main', { enabled: false });
    for (const one of [second, late]) {
      await expect
        .poll(() => one.evaluate(() => document.querySelector('video')!.videoHeight))
        .toBe(NO_SIGNAL_HEIGHT);
    }
    await robot.setCamera('main', { enabled: true });
    await Promise.all([second, late].map(expectLiveClock));
    await expectViewers(robot, 2, 0);
  });

  await test.step('a codec that is not shared, and back', async () => {
    await robot.setCodecs(['VP8']);
    await Promise.all([second, late].map(expectLiveClock));
    await expect
      .poll(() => encodersOf(robot))
      .toEqual([
        ['VP8', 1],
        ['VP8', 1],
      ]);
    await robot.setCodecs([]);
    await Promise.all([second, late].map(expectLiveClock));
    await expectViewers(robot, 2, 0);
  });

  await test.step('without viewers nothing is encoded', async () => {
    await Promise.all([second, late].map((one) => one.evaluate(() => conn.close())));
    await expect.poll(() => encodersOf(robot)).toEqual([]);
  });
});

test('unless told otherwise one who looks alone has an encoder of its own, and who comes later shares one', async ({
  relay,
  startRobot,
  openOperator,
  page,
}) => {
  const robot = await startRobot({
    camera: { source: { script: camera('clock') }, ...SIZE, frameRate: 30 },
    microphone: 'none',
  });
  await watch(page, relay.url);
  await expectLiveClock(page);
  await expectViewers(robot, 0, 1);

  const { page: second } = await openOperator();
  const { page: third } = await openOperator();
  for (const one of [second, third]) await watch(one, relay.url);
  await Promise.all([page, second, third].map(expectLiveClock));
  await expectViewers(robot, 2, 1);

  await page.evaluate(() => conn.close());
  await second.evaluate(() => conn.close());
  await expectViewers(robot, 1, 0);
  await expectLiveClock(third);
});

/** A log of which the warnings are kept. */
function recordWarnings() {
  const warnings: string[] = [];
  const nothing = () => undefined;
  const warn = (message: string) => warnings.push(message);
  return { warnings, log: { debug: nothing, info: nothing, warn, error: nothing } };
}

test('an encoder that breaks is replaced by one for each viewer, and the log says so once', async ({
  relay,
  startRobot,
  openOperator,
  page,
}) => {
  const { warnings, log } = recordWarnings();
  const robot = await startRobot({
    camera: { source: { script: camera('breaking') }, ...SIZE, frameRate: 30 },
    microphone: 'none',
    encoding: 'shared',
    log,
  });
  const { page: second } = await openOperator();
  await Promise.all([page, second].map((one) => watch(one, relay.url)));
  await Promise.all([page, second].map(expectLiveClock));
  await expectViewers(robot, 2, 0);

  robot.scene.put_nowait({ isBroken: true });
  await expectViewers(robot, 0, 2);
  await Promise.all([page, second].map(expectLiveClock));
  expect(warnings.filter((one) => one.includes('shared encoder'))).toEqual([
    expect.stringContaining('each operator has one of its own now: broken by a test'),
  ]);
});

test('a Chromium that cannot share gives each viewer an encoder, and says so', async ({
  relay,
  startRobot,
  page,
}) => {
  const { warnings, log } = recordWarnings();
  const robot = await startRobot({
    camera: { source: { script: camera('clock') }, ...SIZE, frameRate: 30 },
    microphone: 'none',
    encoding: 'shared',
    chromium: { args: ['--disable-blink-features=RTCEncodedSource'] },
    log,
  });
  await watch(page, relay.url);
  await expectLiveClock(page);
  await expectViewers(robot, 0, 1);
  expect(warnings).toContainEqual(expect.stringContaining('cannot share encoders'));
});
