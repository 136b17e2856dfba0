import type { OperatorEvent } from '../relay/machines/operator-state.js';
import { HOP_MS, type Conditions } from './relay-end.js';
import type { RobotEnd } from './robot-end.js';
import type { VirtualClock } from './virtual-clock.js';

/** When it is noticed that nothing comes in, when ICE notices, and when it gives up. */
const NOTICED_AFTER_MS = { 'link-silent': 1200, 'link-shaky': 5000, 'link-lost': 20_000 } as const;

/** The peer connection that the operator has, and what ICE tells of it. */
export class PeerEnd {
  sessionId: string | undefined;
  isUp = false;
  /** Whether it is to go through a TURN server. */
  relayOnly = false;
  /** Since when nothing has come through. */
  #cutMs = -Infinity;
  /** Which start of the robot it leads to. */
  #instanceId: string | undefined;
  readonly #now: Conditions;
  readonly #clock: VirtualClock;
  readonly #robot: RobotEnd;
  readonly #tell: (event: OperatorEvent) => void;

  constructor(
    now: Conditions,
    clock: VirtualClock,
    robot: RobotEnd,
    tell: (event: OperatorEvent) => void,
  ) {
    this.#now = now;
    this.#clock = clock;
    this.#robot = robot;
    this.#tell = tell;
  }

  /** Whether media finds its way over what it may use. */
  get hasPath(): boolean {
    const { path, direct, turn } = this.#now;
    return path && (this.relayOnly ? turn : direct);
  }

  /** There is another one, or none. */
  replace(sessionId: string | undefined): void {
    this.sessionId = sessionId;
    this.isUp = false;
    this.relayOnly = false;
    this.#cutMs = -Infinity;
    this.#instanceId = undefined;
  }

  /** Nothing comes through any more. */
  cut(): void {
    const { sessionId } = this;
    if (!sessionId || !this.isUp) return;
    this.isUp = false;
    this.#cutMs = this.#clock.nowMs;
    for (const type of ['link-silent', 'link-shaky', 'link-lost'] as const) {
      this.#clock.later(NOTICED_AFTER_MS[type], () => {
        if (this.sessionId === sessionId && !this.isUp) this.#tell({ type, sessionId });
      });
    }
  }

  /** What was cut is whole again: before ICE has noticed, it just goes on. */
  mend(): void {
    const { sessionId } = this;
    const isNoticed = this.#clock.nowMs - this.#cutMs >= NOTICED_AFTER_MS['link-shaky'];
    if (!sessionId || this.isUp || isNoticed) return;
    if (this.#robot.instanceId !== this.#instanceId) return;
    this.isUp = true;
    this.#tell({ type: 'link-heard', sessionId });
  }

  /** A busy network lets nothing through for a moment. */
  seemSilent(): void {
    const { sessionId } = this;
    if (!sessionId || !this.isUp) return;
    this.#tell({ type: 'link-silent', sessionId });
    this.#clock.later(300, () => {
      if (this.sessionId === sessionId && this.isUp) this.#tell({ type: 'link-heard', sessionId });
    });
  }

  /** Both have the other's description: if there is a path, it is found. One that was never lost is no news. */
  connect(): void {
    const { sessionId } = this;
    const instanceId = (this.#instanceId ??= this.#robot.instanceId);
    this.#clock.later(2 * HOP_MS, () => {
      const isThere = this.hasPath && this.#robot.instanceId === instanceId;
      if (!sessionId || this.sessionId !== sessionId || !isThere || this.isUp) return;
      this.isUp = true;
      this.#tell({ type: 'link-up', sessionId });
    });
  }
}
