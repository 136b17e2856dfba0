import type { OperatorRanks } from '../control/operator-ranks.js';
import type { ResumeRight, StopLatchReport } from '../../shared/wire.js';

/** Somebody has pressed stop: it stands until it is ended by whom it lets. */
interface StopLatch {
  /** Who pressed: an operator, or something of the robot's own program. */
  readonly origin: 'operator' | 'robot';
  /** Id of the operator, or what the robot's program calls it. */
  readonly id: string;
  /** Of the operator when it pressed: a lower role later makes the stop no smaller. */
  readonly rank: number;
  readonly sinceMs: number;
}

/** What the rights to end a stop depend on. */
export interface StopRules {
  readonly ranks: OperatorRanks;
  /** The driver now. */
  readonly holder: () => string | undefined;
  readonly viewersMayStop: boolean;
  /** Roles that end stops of the robot's own program as well. */
  readonly localStopsEndedBy: readonly string[];
}

/** How many stops of operators that are gone are remembered: who comes, stops and goes again and again fills no memory. */
const MAX_ABSENT = 16;

/**
 * The stops that somebody has pressed, each by its origin. The robot moves only when none is left: what a bumper has pressed
 * no operator takes back, and what one operator has pressed no other of the same rank.
 */
export class StopLatches {
  readonly #rules: StopRules;
  #latches: readonly StopLatch[] = [];

  constructor(rules: StopRules) {
    this.#rules = rules;
  }

  /** Whether any stands. */
  get any(): boolean {
    return this.#latches.length > 0;
  }

  /** All that stand. */
  get all(): readonly Pick<StopLatchReport, 'origin' | 'id' | 'isHere'>[] {
    return this.#latches.map((latch) => ({
      ...{ origin: latch.origin, id: latch.id },
      isHere: !this.#isAbandoned(latch),
    }));
  }

  /** Whether this operator may press stop. */
  mayPress(operatorId: string): boolean {
    const { ranks, viewersMayStop } = this.#rules;
    return viewersMayStop ? ranks.has(operatorId) : ranks.mayDrive(operatorId);
  }

  /** Somebody has pressed; returns whether that is news. */
  press(origin: 'operator' | 'robot', id: string, nowMs: number): boolean {
    if (this.#latches.some((latch) => latch.origin === origin && latch.id === id)) return false;
    const absent = this.#latches.filter((latch) => this.#isAbandoned(latch));
    const [oldest] = absent.length < MAX_ABSENT ? [] : absent;
    const rank = this.#rules.ranks.rank(id);
    this.#latches = [
      ...this.#latches.filter((latch) => latch !== oldest),
      { origin, id, rank, sinceMs: nowMs },
    ];
    return true;
  }

  /** An operator resumes: ends what it may end. @param acknowledged - it has made sure that the robot may move */
  resume(operatorId: string, acknowledged: boolean): boolean {
    return this.#end((latch) => {
      const right = this.#right(latch, operatorId);
      return right === 'may' || (acknowledged && right === 'acknowledge');
    });
  }

  /** The robot's program takes back what it calls `source`. */
  resumeSource(source: string): boolean {
    return this.#end(({ origin, id }) => origin === 'robot' && id === source);
  }

  /** The robot's program ends all of them, whoever has pressed. */
  resumeAll(): boolean {
    return this.#end(() => true);
  }

  /** What an operator is told of them. */
  reportTo(operatorId: string, nowMs: number): readonly StopLatchReport[] {
    return this.#latches.map((latch) => ({
      origin: latch.origin,
      id: latch.id,
      isHere: !this.#isAbandoned(latch),
      forMs: nowMs - latch.sinceMs,
      resume: this.#right(latch, operatorId),
    }));
  }

  #end(ends: (latch: StopLatch) => boolean): boolean {
    const left = this.#latches.filter((latch) => !ends(latch));
    const isOther = left.length < this.#latches.length;
    this.#latches = left;
    return isOther;
  }

  /** Who has pressed is gone, or may not press any more: somebody else must be able to end it. */
  #isAbandoned({ origin, id }: StopLatch): boolean {
    return origin === 'operator' && !this.mayPress(id);
  }

  /** When in doubt, it stays. */
  #right(latch: StopLatch, operatorId: string): ResumeRight {
    const { ranks, holder, localStopsEndedBy } = this.#rules;
    const rank = ranks.rank(operatorId);
    if (latch.origin === 'robot') {
      const isNamed = localStopsEndedBy.includes(ranks.roleOf(operatorId) ?? '');
      return isNamed && rank >= 0 ? 'may' : 'never';
    }
    if (!this.mayPress(operatorId)) return 'never';
    if (latch.id === operatorId || rank > Math.max(latch.rank, ranks.rank(latch.id))) return 'may';
    return this.#isAbandoned(latch) && holder() === operatorId ? 'acknowledge' : 'never';
  }
}

/** What a stop of the robot's own program is called. It never fails, whatever an event handler has passed it. */
export function toSource(source: unknown): string {
  return typeof source === 'string' && source !== '' ? source.slice(0, 64) : 'robot';
}
