/** Hands values on in the order in which they came, although some take a moment to get ready. */
export class InOrder<T> {
  readonly #prepare: (value: T) => Promise<T | undefined> | undefined;
  readonly #deliver: (value: T) => void;
  readonly #waiting: T[] = [];
  #isBusy = false;
  #isOver = false;

  /**
   * @param prepare - returns undefined for what is ready, else a promise of what is handed on instead; of undefined: nothing
   * @param deliver - gets the values
   */
  constructor(
    prepare: (value: T) => Promise<T | undefined> | undefined,
    deliver: (value: T) => void,
  ) {
    this.#prepare = prepare;
    this.#deliver = deliver;
  }

  /** A value has come. */
  put(value: T): void {
    if (this.#isOver) return;
    const prepared = this.#isBusy ? undefined : this.#prepare(value);
    if (this.#isBusy) this.#waiting.push(value);
    else if (prepared) void this.#await(prepared);
    else this.#deliver(value);
  }

  /** Hand on nothing more. */
  end(): void {
    this.#isOver = true;
    this.#waiting.length = 0;
  }

  async #await(prepared: Promise<T | undefined>): Promise<void> {
    this.#isBusy = true;
    const value = await prepared;
    this.#isBusy = false;
    if (this.#isOver) return;
    if (value !== undefined) this.#deliver(value);
    for (const next of this.#waiting.splice(0)) this.put(next);
  }
}
