/** On what grounds an operator is to drive, if the robot's program does not object. */
export type Claim =
  | { readonly by: 'request' }
  /** Of who drove under that grant. */
  | { readonly by: 'hand-over'; readonly from: string; readonly epoch: number }
  /** The robot's program wants it. */
  | { readonly by: 'program' }
  /** It drives already, with another role from now on. */
  | { readonly by: 'role' };

/** A question to the robot's program that is not answered yet. */
export interface Ask {
  /** Another one for each question, so that a late answer to an older one counts for nothing. */
  readonly number: number;
  readonly operatorId: string;
  readonly claim: Claim;
  readonly sinceMs: number;
}

/** What the robot's program was asked, `mayDrive`, and has not answered yet. */
export class ControlAsks {
  #asks: Ask[] = [];
  #count = 0;

  /** Ask about an operator, in place of what was asked about it on the same grounds; returns the number. */
  add(operatorId: string, claim: Claim, sinceMs: number): number {
    this.#asks = this.#asks.filter(
      (ask) => ask.operatorId !== operatorId || ask.claim.by !== claim.by,
    );
    this.#asks.push({ number: ++this.#count, operatorId, claim, sinceMs });
    return this.#count;
  }

  /** Whether it is being asked about a request of this operator. */
  hasRequestOf(operatorId: string): boolean {
    return this.#asks.some((ask) => ask.operatorId === operatorId && ask.claim.by === 'request');
  }

  /** Take the question of this number off; undefined if it counts no more. */
  take(number: number): Ask | undefined {
    const found = this.#asks.find((ask) => ask.number === number);
    this.#asks = this.#asks.filter((ask) => ask !== found);
    return found;
  }

  /** Take off what was asked at `untilMs` or before. */
  takeUntil(untilMs: number): readonly Ask[] {
    const late = this.#asks.filter(({ sinceMs }) => sinceMs <= untilMs);
    this.#asks = this.#asks.filter((ask) => !late.includes(ask));
    return late;
  }

  /** Nobody needs to know any more about this operator. */
  forget(operatorId: string): void {
    this.#asks = this.#asks.filter((ask) => ask.operatorId !== operatorId);
  }

  /** When the oldest one was asked. */
  get oldestMs(): number | undefined {
    return this.#asks[0]?.sinceMs;
  }
}
