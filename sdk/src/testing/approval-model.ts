import type { Step } from './world-steps.js';

interface Ask {
  readonly number: number;
  readonly operatorId: string;
  /** Which role, and which coming and going, of the operator it was about. */
  readonly era: number;
}

type Answer = Omit<Extract<Step, { do: 'answer' }>, 'do'>;

/** Of whom the robot's program has said that it may drive. */
export class ApprovalModel {
  #asks: Ask[] = [];
  readonly #approved = new Set<string>();
  readonly #eras = new Map<string, number>();

  ask(number: number, operatorId: string): void {
    this.#asks.push({ number, operatorId, era: this.#era(operatorId) });
  }

  /** Any of the questions is answered, not the oldest first. */
  answer({ pick, may }: Answer, tell: (number: number) => void): void {
    const ask = this.#asks[pick % this.#asks.length];
    if (!ask) return;
    const { operatorId } = ask;
    this.#asks = this.#asks.filter((one) => one !== ask);
    if (!may) this.#approved.delete(operatorId);
    else if (ask.era === this.#era(operatorId)) this.#approved.add(operatorId);
    tell(ask.number);
  }

  /** It has another role, or is gone: what was said of it counts no more. */
  forget(operatorId: string): void {
    this.#approved.delete(operatorId);
    this.#eras.set(operatorId, this.#era(operatorId) + 1);
  }

  /** It drives: a yes is good for once. */
  use(operatorId: string): boolean {
    return this.#approved.delete(operatorId);
  }

  #era(operatorId: string): number {
    return this.#eras.get(operatorId) ?? 0;
  }
}
