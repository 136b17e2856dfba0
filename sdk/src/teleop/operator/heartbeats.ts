import { LinkClock, type LinkQuality } from './link-clock.js';
import { LivenessJudge, type Liveness } from './liveness.js';
import type { RobotMessage, Stamp } from '../shared/wire.js';

const HEARTBEAT_MS = 100;

type Answer = Extract<RobotMessage, { type: 'heartbeat' }>;

/** The operator's heartbeats and their answers: stamps for what goes out, the clock, and the proof of life. */
export class Heartbeats {
  readonly #clock = new LinkClock();
  readonly #judge = new LivenessJudge();
  #seq = 0;
  #beatMs = -Infinity;
  #echo: { readonly atMs: number; readonly receivedMs: number } | undefined;

  /** Round trip, jitter and clocks; undefined before the robot has answered. */
  get quality(): LinkQuality | undefined {
    return this.#clock.quality;
  }

  /** When the last answer came; undefined before the first. */
  get proofMs(): number | undefined {
    return this.#judge.proofMs;
  }

  /** Whether it is time for the next one; if so, it counts as sent. */
  isDue(nowMs: number): boolean {
    if (nowMs - this.#beatMs < HEARTBEAT_MS - 2) return false;
    this.#beatMs = nowMs;
    return true;
  }

  /** The stamp of a message that is sent now. */
  stamp(nowMs: number): Stamp {
    const echo = this.#echo;
    const stamp = { seq: ++this.#seq, atMs: nowMs };
    return echo ? { ...stamp, echoMs: echo.atMs, heldMs: nowMs - echo.receivedMs } : stamp;
  }

  /** The robot has answered one. */
  answered({ atMs, echoMs, owingMs = 0 }: Answer, nowMs: number): void {
    if (!this.#echo || atMs > this.#echo.atMs) this.#echo = { atMs, receivedMs: nowMs };
    this.#clock.add({ sentMs: echoMs, receivedMs: nowMs, remoteMs: atMs });
    // What proves that the robot is there is a sign of what drives its motors.
    this.#judge.prove(echoMs, nowMs - owingMs);
  }

  /** There is a new link, perhaps to a robot that started anew, with another clock. */
  restart(): void {
    this.#echo = undefined;
    this.#beatMs = -Infinity;
    this.#clock.reset();
  }

  /** Judge whether the robot is there. @param isConnected - what the browser says of the link */
  look(nowMs: number, isConnected: boolean): Liveness {
    return this.#judge.look(nowMs, isConnected);
  }
}
