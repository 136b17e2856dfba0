import { isNeutral, type Command } from '../shared/command.js';

/**
 * The operator's own safety: motion goes out only while the operator acts and the page has its attention. Whatever
 * breaks that (`trip`) lets go for the operator; what is still held down then counts for nothing until it was let go.
 */
export class Deadman {
  readonly #hasAttention: () => boolean;
  #command: Command | undefined;
  #blocked = false;
  #needsHold = false;
  #held = false;
  /** The button was down when it tripped: it counts only when it was pressed anew. */
  #mustPress = false;

  /** @param hasAttention - whether the page is visible and focused now */
  constructor(hasAttention: () => boolean) {
    this.#hasAttention = hasAttention;
  }

  /** Whether something is held down that counts for nothing until it was let go. */
  get mustLetGo(): boolean {
    return this.#blocked || this.#mustPress;
  }

  /** What goes out now; undefined: neutral. */
  get output(): Command | undefined {
    if (this.#blocked || (this.#needsHold && !this.#held)) return undefined;
    return this.#command;
  }

  /** The newest command, neutral or not. */
  get command(): Command | undefined {
    return this.#command;
  }

  /** The operator's inputs have changed. */
  put(command: Command): void {
    this.#command = command;
    if (isNeutral(command)) this.#blocked = false;
    else if (!this.#hasAttention()) this.#blocked = true;
  }

  /** Let go for the operator. */
  trip(): void {
    if (this.#command && !isNeutral(this.#command)) this.#blocked = true;
    if (this.#held) this.#mustPress = true;
    this.#held = false;
  }

  /** From the first call on, motion goes out only while `held` is true. */
  hold(held: boolean): void {
    this.#needsHold = true;
    if (!held) {
      this.trip();
      this.#mustPress = false;
    } else if (!this.#hasAttention()) this.#mustPress = true;
    else if (!this.#mustPress) this.#held = true;
  }
}
