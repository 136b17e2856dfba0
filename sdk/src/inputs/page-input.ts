import { SubscriptionProducer } from '../subscriptions/subscription-producer.js';
import { watchAttention } from './attention.js';

/** What keyboard, mouse and gamepad share: they listen until closed, and let go when the user turns away. */
export abstract class PageInput<T> extends SubscriptionProducer<T> {
  readonly #listening = new AbortController();
  /** Whether the page has the user's attention. @internal */
  protected readonly _hasAttention: () => boolean;

  constructor() {
    super();
    this._hasAttention = watchAttention(() => this._release(), this.#listening.signal);
  }

  /** Report all that is held down as let go. @internal */
  protected abstract _release(): void;

  /** Listen to the window until closed; captured, so that nothing in the page can keep events away. @internal */
  protected _listen<K extends keyof WindowEventMap>(
    type: K,
    listener: (event: WindowEventMap[K]) => void,
    capture = true,
  ): void {
    addEventListener(type, listener, { capture, signal: this.#listening.signal });
  }

  protected override _close(): void | Promise<void> {
    this.#listening.abort();
    this._release();
    return super._close();
  }
}

/** When an event happened, in ms since the epoch, by the wall clock of now. */
export function timestampOf(event: Event): number {
  return Date.now() - (performance.now() - event.timeStamp);
}
