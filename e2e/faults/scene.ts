import { setTimeout as sleep } from 'node:timers/promises';
import { test as base, expect } from '@playwright/test';
import { expectWithin } from '../../scripts/testing/timed-trial.mjs';
import { Driver, type Disguise } from './driver.js';
import { NetworkNamespace } from './network-namespace.js';
import { signalAll, type Process } from './process-tree.js';
import { createToken, RelayProcess } from './relay-process.js';
import { GOALS, keepTimes, tellProgress, TRIALS, type FaultTimes } from './results.js';
import { RobotProcess, wallMs } from './robot-process.js';

/** Id of the robot of a scene. */
export const ROBOT = 'rover-1';

/** What is alive in a trial. */
export interface Scene {
  relay: RelayProcess;
  robot: RobotProcess;
  readonly network: NetworkNamespace | undefined;
  /** Starts the robot's program afresh: one whose Chromium was killed often waits long before it tries again. */
  readonly restartRobot: () => Promise<void>;
  /** Opens an operator that is connected. */
  readonly openDriver: (
    options?: Disguise & { role?: 'viewer'; token?: () => string },
  ) => Promise<Driver>;
  /** Ends every operator, whatever state it is in. */
  readonly closeDrivers: () => Promise<void>;
  /** Ends everything. */
  readonly close: () => Promise<void>;
}

/** What a fault does, and what is expected of it. */
export interface Fault {
  /**
   * Gets ready and returns what does it: the clock starts when that is called. What it returns is waited for after the
   * robot has stopped.
   */
  readonly aim: (scene: Scene, driver: Driver) => Strike | Promise<Strike>;
  /** Brings the operator back, where it is to come back. */
  readonly recover?: (driver: Driver) => Promise<unknown> | void;
  /** Mends what whoever comes next needs. */
  readonly repair?: (scene: Scene) => Promise<unknown> | void;
  /** When the robot was stopped; by default when its program was told to. Undefined: it must not be, and drives on. */
  readonly stopped?:
    ((scene: Scene, struckMs: number, driver: Driver) => Promise<number>) | undefined;
  /** Within which time it must be stopped; default: twice the goal. */
  readonly stopWithinMs?: number;
  /** When whoever is left was told of it: {@link robotLost} or the like. */
  readonly noticed?: (scene: Scene, driver: Driver, struckMs: number) => Promise<number>;
  readonly disguise?: Disguise;
  readonly inNamespace?: boolean;
}

type Strike = () => unknown;

/** The operator is told that the robot is lost. */
export const robotLost = (_: Scene, driver: Driver, struckMs: number): Promise<number> =>
  driver.lostAt(struckMs);

async function openScene(inNamespace: boolean): Promise<Scene> {
  const network = inNamespace ? new NetworkNamespace() : undefined;
  const relay = await RelayProcess.start();
  const token = createToken('robot', ROBOT);
  const startRobot = () => RobotProcess.start({ relayUrl: relay.url(), robotId: ROBOT, token });
  const drivers: Driver[] = [];
  const scene: Scene = {
    relay,
    robot: await startRobot(),
    network,
    restartRobot: async () => {
      await scene.robot.end();
      scene.robot = await startRobot();
    },
    openDriver: async ({ role, token, ...disguise } = {}) => {
      const url = scene.relay.url(network?.hostAddress);
      const driver = await Driver.open(url, disguise, network?.name);
      drivers.push(driver);
      await driver.connect(ROBOT, token?.() ?? createToken(role ?? 'operator', ROBOT));
      await driver.live();
      return driver;
    },
    closeDrivers: async () => {
      for (const driver of drivers) signalAll(driver.processes, 'SIGCONT');
      await Promise.all(drivers.splice(0).map((driver) => driver.close()));
    },
    close: async () => {
      await scene.closeDrivers();
      await Promise.all([scene.relay.kill(), scene.robot.end()]);
      network?.remove();
    },
  };
  return scene;
}

/** Starts everything, and ends it whatever happens. */
export async function withScene(
  inNamespace: boolean,
  play: (scene: Scene) => Promise<void>,
): Promise<void> {
  const scene = await openScene(inNamespace);
  try {
    await play(scene);
  } finally {
    await scene.close();
  }
}

let shared: Promise<Scene> | undefined;
/** What the fault before has left broken. */
let repair: ((scene: Scene) => Promise<unknown> | void) | undefined;

/** Relay and robot are the same for all faults of a file; to be called in it. A test that fails ends them. */
export function shareScene(): void {
  base.afterAll(async () => {
    await (await shared)?.close();
  });
}

async function withSharedScene(fault: Fault, play: (scene: Scene) => Promise<void>): Promise<void> {
  const scene = await (shared ??= openScene(false));
  await repair?.(scene);
  repair = fault.repair;
  await play(scene);
  await scene.closeDrivers();
}

/** After so long without a word of its driver a robot stops. */
const SILENCE_MS = 300;

/** How long a robot is watched that must drive on. */
const DRIVES_ON_MS = 1_500;

/** Strikes again and again while the robot is driven, and measures how long the stop and the notice take. */
export function testFault(title: string, fault: Fault): void {
  base(title, async () => {
    base.setTimeout(180_000 + TRIALS * 30_000);
    const whyNot = fault.inNamespace ? NetworkNamespace.whyNot : undefined;
    base.skip(whyNot !== undefined, whyNot);
    const times: FaultTimes = { stopMs: [], noticeMs: [], drivesOn: !stopsOf(fault) };
    const play = (scene: Scene) => tryAll(title, fault, scene, times);
    await (fault.inNamespace ? withScene(true, play) : withSharedScene(fault, play));
    keepTimes(title, times);
    base.info().annotations.push({ type: 'times', description: JSON.stringify(times) });
  });
}

/** Undefined for a fault that must stop nothing. */
function stopsOf(fault: Fault): Fault['stopped'] {
  return 'stopped' in fault ? fault.stopped : ({ robot }, struckMs) => robot.stopped(struckMs);
}

async function tryAll(title: string, fault: Fault, scene: Scene, times: FaultTimes) {
  let driver: Driver | undefined;
  const tryAgain = async (): Promise<TrialTimes> => {
    if (driver) {
      await fault.repair?.(scene);
      await fault.recover?.(driver);
    }
    if (!(await driver?.isThere())) driver = await scene.openDriver(fault.disguise);
    await drive(scene, driver!);
    return tryOnce(fault, scene, driver!);
  };
  for (let trial = 1; trial <= TRIALS; trial++) {
    let last: TrialTimes = {};
    // Of what is too slow, the part of the goal that is missed by more.
    await expectWithin(0, async () => {
      last = await tryAgain();
      const { stopMs = 0, noticeMs = 0, gapMs = 0 } = last;
      const { stopWithinMs = 2 * GOALS.stop } = fault;
      return Math.max(stopMs - stopWithinMs, noticeMs - 2 * GOALS.notice, gapMs - SILENCE_MS);
    }).catch((error: unknown) => {
      throw new Error(`${JSON.stringify(last)}: takes too long.`, { cause: error });
    });
    if (last.stopMs !== undefined) times.stopMs.push(last.stopMs);
    if (last.noticeMs !== undefined) times.noticeMs.push(last.noticeMs);
    tellProgress(title, trial, times);
  }
}

/** How long the stop and the notice took in one trial, where there are such. */
interface TrialTimes {
  readonly stopMs?: number;
  readonly noticeMs?: number;
  /** The longest that a robot which must drive on waited for a command. */
  readonly gapMs?: number;
}

async function tryOnce(fault: Fault, scene: Scene, driver: Driver): Promise<TrialTimes> {
  const strike = await fault.aim(scene, driver);
  const stopped = stopsOf(fault);
  const struckMs = wallMs();
  const striking = Promise.resolve(strike());
  const noticed = fault.noticed?.(scene, driver, struckMs);
  noticed?.catch(() => undefined); // it is told below, after a stop that was missed
  const stopMs = stopped && (await stopped(scene, struckMs, driver)) - struckMs;
  await striking;
  const noticeMs = noticed && (await noticed) - struckMs;
  return {
    ...(stopMs !== undefined && { stopMs }),
    ...(noticeMs !== undefined && { noticeMs }),
    ...(!stopped && { gapMs: await expectDrivingOn(scene, driver, struckMs) }),
  };
}

/** Fails unless it drives on; resolves to the longest that it waited for a command. */
async function expectDrivingOn(
  { robot }: Scene,
  driver: Driver,
  struckMs: number,
): Promise<number> {
  await sleep(Math.max(0, struckMs + DRIVES_ON_MS - wallMs())); // that nothing stops it shows only after a while
  const gapMs = robot.longestWaitMs(struckMs, wallMs());
  if (gapMs < SILENCE_MS) expect(robot.stopsSince(struckMs), 'stops').toEqual([]);
  await driver.live();
  const letGoMs = wallMs();
  await driver.push(false);
  await robot.stopped(letGoMs);
  return gapMs;
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

/** Ready to freeze, thaw or kill processes. */
export function sending(name: NodeJS.Signals, to: readonly Process[]): () => void {
  expect(to.length, `processes to send ${name}`).toBeGreaterThan(0);
  return () => signalAll(to, name);
}
