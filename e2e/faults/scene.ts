import { test as base, expect } from '@playwright/test';
import { Driver, type Disguise } from './driver.js';
import { NetworkNamespace } from './network-namespace.js';
import { signalAll, type processTree } from './process-tree.js';
import { createToken, RelayProcess } from './relay-process.js';
import { GOALS, keepTimes, TRIALS } from './results.js';
import { RobotProcess, wallMs } from './robot-process.js';

const ROBOT = 'rover-1';

/** What is alive in a trial. */
export interface Scene {
  relay: RelayProcess;
  robot: RobotProcess;
  readonly network: NetworkNamespace | undefined;
  /** Starts the robot's program afresh: one whose Chromium was killed often waits long before it tries again. */
  readonly restartRobot: () => Promise<void>;
  /** Opens an operator that is connected. */
  readonly openDriver: (options?: Disguise & { role?: 'viewer' }) => Promise<Driver>;
}

/** What a fault does, and what is expected of it. */
export interface Fault {
  /** Does it; the clock starts just before. May end with things that were waited for. */
  readonly strike: (scene: Scene, driver: Driver) => Promise<unknown> | void;
  /** Mends what the next trial needs. */
  readonly mend?: (scene: Scene, driver: Driver) => Promise<unknown> | void;
  /** Whether the operator is there to notice that the robot is lost. */
  readonly isNoticed?: boolean;
  readonly disguise?: Disguise;
  readonly inNamespace?: boolean;
}

/** Starts everything, and ends it whatever happens. */
export async function withScene(
  inNamespace: boolean,
  play: (scene: Scene) => Promise<void>,
): Promise<void> {
  const network = inNamespace ? new NetworkNamespace() : undefined;
  const relay = await RelayProcess.start();
  const startRobot = () => new RobotProcess(relay.url(), ROBOT, createToken('robot', ROBOT));
  const drivers: Driver[] = [];
  const scene: Scene = {
    relay,
    robot: startRobot(),
    network,
    restartRobot: async () => {
      await scene.robot.end();
      scene.robot = startRobot();
    },
    openDriver: async ({ role, ...disguise } = {}) => {
      const url = scene.relay.url(network?.hostAddress);
      const driver = await Driver.open(url, disguise, network?.name);
      drivers.push(driver);
      await driver.connect(ROBOT, createToken(role ?? 'operator', ROBOT));
      await driver.live();
      return driver;
    },
  };
  try {
    await play(scene);
  } finally {
    for (const driver of drivers) signalAll(driver.processes, 'SIGCONT');
    await Promise.all(drivers.map((driver) => driver.close()));
    await Promise.all([scene.relay.kill(), scene.robot.end()]);
    network?.remove();
  }
}

/** Strikes again and again while the robot is driven, and measures how long the stop and the notice take. */
export function testFault(title: string, fault: Fault): void {
  base(title, async () => {
    base.setTimeout(60_000 + TRIALS * 30_000);
    base.skip(fault.inNamespace === true && !NetworkNamespace.isPossible, 'needs root on Linux');
    const times = { stopMs: [] as number[], noticeMs: [] as number[] };
    await withScene(fault.inNamespace ?? false, async (scene) => {
      let driver = await scene.openDriver(fault.disguise);
      for (let trial = 0; trial < TRIALS; trial++) {
        if (trial > 0 && (await isGone(driver))) driver = await scene.openDriver(fault.disguise);
        await drive(scene, driver);
        const struckMs = wallMs();
        const striking = Promise.resolve(fault.strike(scene, driver));
        times.stopMs.push((await scene.robot.stopped(struckMs)) - struckMs);
        await striking;
        if (fault.isNoticed) times.noticeMs.push((await driver.lostAt(struckMs)) - struckMs);
        await fault.mend?.(scene, driver);
      }
    });
    keepTimes(title, times);
    base.info().annotations.push({ type: 'times', description: JSON.stringify(times) });
    expect(Math.max(...times.stopMs), 'slowest stop, ms').toBeLessThan(2 * GOALS.stop);
    if (fault.isNoticed) {
      expect(Math.max(...times.noticeMs), 'slowest notice, ms').toBeLessThan(2 * GOALS.notice);
    }
  });
}

/**
 * The operator takes control and drives until the robot moves. As people do, it lets go and pushes again when nothing
 * happens: a machine that starts three browsers may fall silent for long enough to be stopped.
 */
export async function drive({ robot }: Scene, driver: Driver): Promise<void> {
  for (let attempt = 0; attempt < 5; attempt++) {
    await driver.live();
    await driver.push(false);
    await driver.takeControl();
    await driver.push(true);
    if (await robot.moving(2_000)) return;
  }
  throw new Error('The robot does not move.');
}

/** Freeze or thaw or kill processes. */
export function signal(of: ReturnType<typeof processTree>, name: NodeJS.Signals): void {
  expect(of.length, `processes to send ${name}`).toBeGreaterThan(0);
  signalAll(of, name);
}

async function isGone(driver: Driver): Promise<boolean> {
  return driver.page.isClosed() || !(await driver.page.evaluate(() => true).catch(() => false));
}
