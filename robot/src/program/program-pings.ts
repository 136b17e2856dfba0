/** Numbers of pings are whole and short. */
const FIRST_BELOW = 1_000_000;

/** How long a program is left in peace after a ping that it does not answer, at least. */
const ASK_AGAIN_MS = 1_000;

/**
 * Pings to a program and their answers: one is under way at a time, and an answer counts when it has its number. So who
 * answers has read everything that was written before. A machine of plain values.
 */
export class ProgramPings {
  /** By chance, so that nobody answers what was not read. */
  readonly #before = Math.floor(Math.random() * FIRST_BELOW);
  readonly #againMs: number;
  #number = this.#before;
  #askedMs: number | undefined;
  #hasAnswered = false;

  /** @param timeoutMs - how long an answer may take: a slow program is not asked again before it */
  constructor(timeoutMs: number) {
    this.#againMs = Math.max(ASK_AGAIN_MS, 2 * timeoutMs);
  }

  /** Whether it has ever answered. */
  get hasAnswered(): boolean {
    return this.#hasAnswered;
  }

  /** Whether one is under way. */
  get isWaiting(): boolean {
    return this.#askedMs !== undefined;
  }

  /**
   * Whether another one may be sent. An answer that was lost, as between two threads that write at once, must not be waited for
   * for ever; and a program may have begun to read, or to listen to pings, only now.
   */
  isDue(nowMs: number): boolean {
    return this.#askedMs === undefined || nowMs - this.#askedMs >= this.#againMs;
  }

  /** One is sent; returns its number. */
  ask(nowMs: number): number {
    this.#askedMs = nowMs;
    return ++this.#number;
  }

  /**
   * The program has answered: the one that is under way, or `late` one before it, or `unknown` one that was never sent.
   */
  answer(number: number): 'answered' | 'late' | 'unknown' {
    if (number <= this.#before || number > this.#number) return 'unknown';
    if (number < this.#number || this.#askedMs === undefined) return 'late';
    this.#askedMs = undefined;
    this.#hasAnswered = true;
    return 'answered';
  }
}
