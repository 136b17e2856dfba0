import { callValue } from './call-value.js';

/** Shortest time between two reports of progress of one call, in ms. */
const GAP_MS = 50;

/** Sends how far a call is: the newest, and not too often. */
export class NewestProgress {
  readonly #send: (value: unknown) => void;
  #newest: { readonly value: unknown } | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isOver = false;

  constructor(send: (value: unknown) => void) {
    this.#send = send;
  }

  /** @throws DataChannelError `not-serializable` or `message-too-large` */
  readonly put = (value: unknown): void => {
    if (this.#isOver) return;
    this.#newest = { value: callValue(value, 'progress').value };
    if (this.#timer === undefined) this.#next();
  };

  /** No more of it. */
  end(): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
  }

  #next(): void {
    this.#timer = undefined;
    if (!this.#newest) return;
    const { value } = this.#newest;
    this.#newest = undefined;
    this.#timer = setTimeout(() => {
      this.#next();
    }, GAP_MS);
    this.#send(value);
  }
}
