import { createHmac } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { createRelay } from '@rtcbot-web/relay';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Robot } from '../src/robot.js';
import { givePrecedence } from '../../scripts/testing/precedence.mjs';
import { ATTACKS, type Attack } from './attacks.js';
import { closedAfterAll } from './closed-after-all.js';
import { drive } from './driver.js';
import { eventually } from './eventually.js';
import { openDriving, prepareHostilePage } from './hostile-page.js';
import { OperatorPage } from './operator-page.js';
import { RecordedLog } from './recorded-log.js';
import { TimerWitness } from './timer-witness.js';

const SECRET = 'a secret of the tests, 32 characters or more';
const ROBOT = 'rover-1';

/** How long an attack goes on, and how often it is tried at most while the machine itself is late. */
const ATTACK_MS = 4_000;
const TRIALS = 3;

/** Of the commands' age from the driver's page to the robot's program: the 99th percentile stays below. */
const MAX_AGE_MS = 100;

/** A command passes so many processes, each of which may be as late as the machine's timers are. */
const HOPS = 4;

/** A machine whose timers are later than this at times proves nothing by a stop. */
const QUIET_MS = 30;

/** Lines of the log that one operator may cause during an attack, with those of its coming and going. */
const MAX_LINES = 25;

/** What one trial showed. */
interface Trial {
  readonly ageMs: number;
  readonly commands: number;
  readonly stops: readonly string[];
  /** What the log said meanwhile. */
  readonly said: readonly string[];
  readonly lateMs: number;
  readonly latestMs: number;
}

function token(role: string): string {
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const exp = Math.floor(Date.now() / 1000) + 3_600;
  const claims = { robots: [ROBOT], role, exp, jti: String(Math.random()) };
  const text = `${encode({ alg: 'HS256' })}.${encode(claims)}`;
  return `${text}.${createHmac('sha256', SECRET).update(text).digest('base64url')}`;
}

function percentile(values: readonly number[], part: number): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length * part)] ?? Infinity;
}

/** What is wrong, if anything. */
function faultOf({ ageMs, stops, lateMs }: Trial): string | undefined {
  if (stops.length > 0) return `the driver was stopped: ${stops.join(', ')}`;
  const limitMs = MAX_AGE_MS + HOPS * lateMs;
  if (ageMs > limitMs) return `commands were ${String(ageMs)} ms old, more than ${String(limitMs)}`;
  return undefined;
}

describe('whatever one operator does, another one drives on:', () => {
  const log = new RecordedLog();
  let robot: Robot;
  let hostile: OperatorPage;
  let driver: OperatorPage;
  let relayUrl: string;
  let pid: number;
  let ages: number[] = [];
  let stops: string[] = [];
  let endPrecedence = (): void => undefined;
  const keep = closedAfterAll();

  beforeAll(async () => {
    const relay = await keep(createRelay({ port: 0, log: new RecordedLog(), secret: SECRET }));
    relayUrl = relay.url;
    robot = keep(
      new Robot({
        ...{ relay: relay.url, robot: ROBOT, token: token('robot'), rtcConfiguration: {}, log },
        ...{ camera: 'test', microphone: 'none', display: true, speaker: true },
      }),
    );
    robot.subscribe((message, operator) => {
      if (typeof message === 'object') operator.put_nowait(message);
    });
    let newestMs = 0;
    robot.commands.subscribe((command) => {
      const { sentMs = 0 } = command as { sentMs?: number };
      if (sentMs <= newestMs) return;
      newestMs = sentMs;
      ages.push(Date.now() - sentMs);
    });
    robot.onSafeStop((reason) => void stops.push(reason));
    [hostile, driver] = await Promise.all([
      keep(OperatorPage.open(prepareHostilePage)),
      keep(OperatorPage.open()),
      robot.start(),
    ]);
    pid = robot.chromiumPid!;
    // The hostile page has a machine of its own in earnest: no other program slows it down, and it slows down nobody here.
    givePrecedence(hostile.chromiumPid, 1);
    for (const one of [driver.chromiumPid, pid]) givePrecedence(one, 2);
    endPrecedence = givePrecedence(process.pid, 2);
    await driver.connect(relay.url, ROBOT, { token: token('operator') });
    await drive(driver);
  });
  afterAll(() => {
    endPrecedence();
  });

  /** It drives, as before the first attack. */
  async function expectDriving(): Promise<void> {
    ages = [];
    await eventually(
      () => {
        expect(ages.length).toBeGreaterThan(10);
      },
      { timeout: 60_000 },
    );
  }

  /** What driving was like during `work`. */
  async function measure(work: () => Promise<unknown>): Promise<Trial> {
    using witness = new TimerWitness();
    [ages, stops] = [[], []];
    const lines = log.lines.length;
    await work();
    const late = await witness.lateMs();
    return {
      ...{ ageMs: percentile(ages, 0.99), commands: ages.length, stops: [...stops] },
      ...{ said: log.lines.slice(lines), lateMs: percentile(late, 0.99) },
      latestMs: Math.max(0, ...late),
    };
  }

  async function tryOnce({ role, begin }: Attack): Promise<Trial> {
    await expectDriving();
    await hostile.connect(relayUrl, ROBOT, { token: token(role) });
    await openDriving(hostile);
    const trial = await measure(async () => {
      await begin(hostile);
      await sleep(ATTACK_MS);
    });
    await hostile.evaluate(() => {
      raw.stop();
      void conn.close();
    });
    return trial;
  }

  /** Tries again where the machine itself was late. Returns what is wrong in the end, if anything. */
  async function faultIn(attempt: () => Promise<Trial>): Promise<string | undefined> {
    let fault: string | undefined;
    for (let number = 1; number <= TRIALS; number++) {
      const trial = await attempt();
      if (process.env['RTCBOT_ATTACKS'] !== undefined) {
        const shown = { ...trial, said: trial.said.length };
        process.stderr.write(`${expect.getState().currentTestName!}: ${JSON.stringify(shown)}\n`);
      }
      expect(robot.chromiumPid, 'its Chromium is the same').toBe(pid);
      expect(trial.said.length, trial.said.join('\n')).toBeLessThan(MAX_LINES);
      fault = faultOf(trial);
      if (fault === undefined || trial.latestMs < QUIET_MS) break;
    }
    return fault;
  }

  it.each(ATTACKS)('$name', { timeout: 180_000 }, async (attack) => {
    const fault = await faultIn(async () => {
      const trial = await tryOnce(attack);
      if (!attack.isTaken) {
        expect(trial.said.join('\n')).toMatch(/sends too much|is dropped/);
      }
      return trial;
    });
    expect(fault).toBeUndefined();
  });

  it('400 offers at once without a relay', { timeout: 180_000 }, async () => {
    const offer = await hostile.evaluate(async () => {
      const { RTCConnection } = rtcbot;
      return await new RTCConnection({ rtcConfiguration: {} }).getLocalDescription();
    });
    const fault = await faultIn(async () => {
      await expectDriving();
      return measure(async () => {
        const offers = Array.from({ length: 400 }, () => robot.getLocalDescription(offer));
        const outcomes = await Promise.allSettled(offers);
        const refused = outcomes.filter((one) => one.status === 'rejected');
        expect(refused.length).toBeGreaterThan(200);
        for (const { reason } of refused) {
          expect(reason).toMatchObject({
            code: 'too-many',
            message: expect.stringMatching(
              /^(32 offers wait to be answered|More than 32 answers wait to be used); try again later\.$/,
            ) as unknown,
          });
        }
        expect(robot.operators.length, 'of them, and the driver').toBeLessThanOrEqual(33);
      });
    });
    expect(fault).toBeUndefined();
    await eventually(() => hostile.connectDirectly(robot), { timeout: 60_000 });
    await hostile.disconnect();
  });

  it('takes nothing of what a viewer shows and says, and what an operator does', async () => {
    const received = async (role: string): Promise<boolean> => {
      await hostile.connect(relayUrl, ROBOT, { token: token(role) });
      const isTaken = await hostile.evaluate(async () => {
        const stream = await navigator.mediaDevices.getUserMedia({ video: true, audio: true });
        conn.video.putSubscription(stream);
        conn.audio.putSubscription(stream);
        const pc = raw.pcs.at(-1)!;
        const sending = () => pc.getTransceivers().filter(({ sender }) => sender.track);
        while (!(
          sending().length === 2 && sending().every(({ currentDirection }) => currentDirection)
        )) {
          await new Promise((resolve) => setTimeout(resolve, 50));
        }
        return sending().some(({ currentDirection }) => currentDirection!.startsWith('send'));
      });
      await hostile.disconnect();
      return isTaken;
    };
    expect([await received('viewer'), await received('operator')]).toEqual([false, true]);
  });

  it('refuses a message that is too large where it is put, and takes the next one', async () => {
    await hostile.connect(relayUrl, ROBOT, { token: token('viewer') });
    const refusal = await hostile.evaluate(() => {
      try {
        conn.put_nowait('x'.repeat(300_000));
        return undefined;
      } catch (error) {
        const { code, message } = error as { code: string; message: string };
        return { code, message };
      }
    });
    expect(refusal).toEqual({
      code: 'message-too-large',
      message:
        'The message has 300002 bytes; the other peer takes at most 262144. Send it in parts.',
    });
    expect(await hostile.roundTripsMs(3)).toHaveLength(3);
    await hostile.disconnect();
  });
});
