/** Measures, from its making on, by how much its own timer was late at worst. */
export class LateTimer {
  /** By how many ms it was late at worst. */
  readonly worstMs: number;
  /** For how long something else waited for a processor, once it has been stopped; 0 where nobody tells. */
  readonly scarceMs: number;
  stop(): void;
}

/** What a trial measured, and how late a timer was where it did. */
export interface TrialResult {
  readonly ms: number;
  readonly lateMs: number;
}

/** Whether a trial says nothing of what it measured, as a timer beside it was late by more than it took too long. */
export function isMachineToBlame(trial: TrialResult & { readonly limitMs: number }): boolean;

/**
 * Fails if what `trial` measures does not stay below `limitMs`. A trial for which the machine is to blame is repeated,
 * three trials at most; the last one counts.
 */
export function expectWithin(
  limitMs: number,
  trial: (number: number) => Promise<number | TrialResult>,
): Promise<number>;
