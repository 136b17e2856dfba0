import type { OperatorEvent } from '../relay/machines/operator-state.js';
import { HOP_MS, type Conditions } from './relay-end.js';
import type { RobotEnd } from './robot-end.js';
import type { VirtualClock } from './virtual-clock.js';

/** When ICE notices that nobody is at the other end, and when it gives up. */
const NOTICED_AFTER_MS = { 'link-shaky': 5000, 'link-lost': 20_000 } as const;

/** The peer connection that the operator has, and what ICE tells of it. */
export class PeerEnd {
  sessionId: string | undefined;
  isUp = false;
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

  /** There is another one, or none. */
  replace(sessionId: string | undefined): void {
    this.sessionId = sessionId;
    this.isUp = false;
  }

  /** Nothing comes through any more. */
  cut(): void {
    const { sessionId } = this;
    if (!sessionId || !this.isUp) return;
    this.isUp = false;
    for (const type of ['link-shaky', 'link-lost'] as const) {
      this.#clock.later(NOTICED_AFTER_MS[type], () => {
        if (this.sessionId === sessionId && !this.isUp) this.#tell({ type, sessionId });
      });
    }
  }

  /** Both have the other's description: if there is a path, it is found. */
  connect(): void {
    const { sessionId } = this;
    const { instanceId } = this.#robot;
    this.#clock.later(2 * HOP_MS, () => {
      const isThere = this.#now.path && this.#robot.instanceId === instanceId;
      if (!sessionId || this.sessionId !== sessionId || !isThere) return;
      this.isUp = true;
      this.#tell({ type: 'link-up', sessionId });
    });
  }
}
