import type { Grant } from './control/control-holder.js';
import type { Stamp } from '../shared/wire.js';

/** How many commands were taken, and why others were not. */
export interface CommandCounts {
  readonly accepted: number;
  /** Its sender does not drive. */
  readonly notHolder: number;
  /** It belongs to an earlier grant. */
  readonly oldEpoch: number;
  /** A newer one came before, or it came already. */
  readonly outOfOrder: number;
  /** It was too long under way. */
  readonly stale: number;
  /** A number in it is not one. */
  readonly malformed: number;
  /** The robot is stopped, or waits for a neutral command. */
  readonly whileStopped: number;
}

type Refusal = Exclude<keyof CommandCounts, 'accepted'>;

/** What the gate makes of a sign of life. */
export type Passage =
  | { readonly fresh: true; readonly rttMs: number }
  | { readonly fresh: false; readonly refusal: 'outOfOrder' | 'stale' };

/** The age of the newest stamps of one operator. A machine of plain values. */
export class StampGate {
  readonly #maxAgeMs: number;
  #seq = 0;

  /** @param maxAgeMs - how old the robot's stamp in a message may be: how long the message was under way at most */
  constructor(maxAgeMs: number) {
    this.#maxAgeMs = maxAgeMs;
  }

  /**
   * Whether a message is newer than all before it, and was sent a short while ago: it echoes a stamp of the robot, so
   * that it was sent after that, whatever the operator's clock says.
   */
  pass({ seq, echoMs, heldMs = 0 }: Stamp, nowMs: number): Passage {
    if (seq <= this.#seq) return { fresh: false, refusal: 'outOfOrder' };
    this.#seq = seq;
    const ageMs = echoMs === undefined || echoMs > nowMs ? Infinity : nowMs - echoMs;
    // Who had our stamp for longer than we know of has a clock that went on while ours, in a machine that slept, did not.
    if (Math.max(ageMs, heldMs) > this.#maxAgeMs) return { fresh: false, refusal: 'stale' };
    return { fresh: true, rttMs: Math.max(0, ageMs - heldMs) };
  }
}

/** Counts what became of commands. */
export class CommandCounter {
  readonly #counts: Record<keyof CommandCounts, number> = {
    accepted: 0,
    notHolder: 0,
    oldEpoch: 0,
    outOfOrder: 0,
    stale: 0,
    malformed: 0,
    whileStopped: 0,
  };

  /** A copy of the counts. */
  get counts(): CommandCounts {
    return { ...this.#counts };
  }

  accept(): void {
    this.#counts.accepted++;
  }

  refuse(refusal: Refusal): void {
    this.#counts[refusal]++;
  }
}

/** Why a command does not count although it is fresh: it is not of the driver now. */
export function refusalOf(
  grant: Grant | undefined,
  operatorId: string,
  epoch: number,
): 'notHolder' | 'oldEpoch' | undefined {
  if (grant?.operatorId !== operatorId) return 'notHolder';
  return grant.epoch === epoch ? undefined : 'oldEpoch';
}
