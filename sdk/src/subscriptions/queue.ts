import { BufferedSubscription } from './buffered-subscription.js';

/**
 * First in, first out; keeps every value until it is asked for.
 * @see RTCBot uses Python's asyncio.Queue; its JavaScript has `rtcbot.Queue`
 * @example
 * ```ts
 * const queue = conn.subscribe(new Queue());
 * const message = await queue.get();
 * ```
 */
export class Queue<T> extends BufferedSubscription<T> {
  #values: T[] = [];
  #next = 0;

  /** How many values wait. */
  get size(): number {
    return this.#values.length - this.#next;
  }

  protected override _store(value: T): void {
    this.#values.push(value);
  }

  protected override _take(): readonly T[] {
    if (this.size === 0) return [];
    const taken = this.#values.slice(this.#next, ++this.#next);
    if (this.#next > 64 && this.#next * 2 > this.#values.length) {
      this.#values = this.#values.slice(this.#next);
      this.#next = 0;
    }
    return taken;
  }
}
