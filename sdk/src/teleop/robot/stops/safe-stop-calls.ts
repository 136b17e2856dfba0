import {
  ListenerSet,
  reportCallbackError,
  type ListenOptions,
} from '../../../subscriptions/listeners.js';
import type { StopReason } from '../../shared/wire.js';

/** One call of a {@link SafeStopHandler}. */
export interface SafeStopCall {
  /** Counts the stops of this robot, from 1; a call that repeats an unconfirmed one has the same number. */
  readonly number: number;
  /** Aborted when nobody waits for this call any more: the stop is confirmed, or another one has taken its place. */
  readonly signal: AbortSignal;
}

/**
 * Stops the robot; stop `number` counts as carried out when what the handlers return has resolved. What resolves after
 * another stop has begun confirms nothing.
 */
export type SafeStopHandler = (reason: StopReason, stop: SafeStopCall) => unknown;

/** Has the robot's program carry out its safe stops. */
export class SafeStopCalls {
  readonly #handlers = new ListenerSet<SafeStopHandler>();
  readonly #confirm: (number: number) => void;
  #current: { readonly number: number; readonly ending: AbortController } | undefined;

  /** @param confirm - called when a stop was carried out */
  constructor(confirm: (number: number) => void) {
    this.#confirm = confirm;
  }

  /** Call `handler` as well. */
  add<H extends SafeStopHandler>(handler: H, options?: ListenOptions): H {
    return this.#handlers.add(handler, options);
  }

  /** Call all handlers, for the first time or again. One that fails or hangs is called again when the core asks again. */
  async call(number: number, reason: StopReason): Promise<void> {
    if (this.#current?.number !== number) {
      this.#current?.ending.abort();
      this.#current = { number, ending: new AbortController() };
    }
    const { ending } = this.#current;
    const { signal } = ending;
    try {
      // One that throws keeps no other from being called.
      const call = async (handler: SafeStopHandler): Promise<void> => {
        await handler(reason, { number, signal });
      };
      await Promise.all([...this.#handlers].map(call));
    } catch (error) {
      // What was broken off because nobody waits for it has not failed.
      if (!signal.aborted) reportCallbackError(error);
      return;
    }
    this.#confirm(number);
    ending.abort();
  }
}
