import type { SignalingError } from '../../errors.js';
import { mayPass } from '../machines/membership.js';
import type { Signal } from '../relay-messages.js';

/** A signal on its way to the relay. */
export interface OutgoingSignal {
  /** The operator; left out by an operator, whose signals go to the robot. */
  readonly to?: string;
  readonly sessionId: string;
  readonly signal: Signal;
}

interface Entry {
  readonly message: OutgoingSignal;
  state: 'waiting' | 'sent' | 'done';
}

/**
 * Signals in order, kept until the relay has taken them: one that is lost would leave a negotiation without an end. All are
 * sent at once, without waiting for answers; from one that the relay did not take on, all are sent again.
 */
export class SignalOutbox {
  readonly #send: (message: OutgoingSignal) => Promise<unknown>;
  readonly #onRefused: (message: OutgoingSignal, error: SignalingError) => void;
  #entries: Entry[] = [];
  #isOpen = false;

  /**
   * @param send - rejects with a SignalingError if the relay does not take it
   * @param onRefused - hears that; a signal whose refusal may pass is kept until `open` is called again
   */
  constructor(
    send: (message: OutgoingSignal) => Promise<unknown>,
    onRefused: (message: OutgoingSignal, error: SignalingError) => void,
  ) {
    this.#send = send;
    this.#onRefused = onRefused;
  }

  /** Send this, now or when it is open. */
  put(message: OutgoingSignal): void {
    const entry: Entry = { message, state: 'waiting' };
    this.#entries.push(entry);
    if (this.#isOpen) this.#dispatch(entry);
  }

  /** The relay takes signals now: what waits is sent. */
  open(): void {
    if (this.#isOpen) return;
    this.#isOpen = true;
    for (const entry of [...this.#entries]) if (entry.state === 'waiting') this.#dispatch(entry);
  }

  /** The relay takes none; what it has not acknowledged waits. */
  shut(): void {
    this.#isOpen = false;
    for (const entry of this.#entries) if (entry.state === 'sent') entry.state = 'waiting';
  }

  /** Forget all to this receiver: what comes next begins anew. */
  forget(to?: string): void {
    this.#entries = this.#entries.filter(({ message }) => message.to !== to);
  }

  /** Send these instead of all that has not left yet; by an operator, whose signals all go to the robot. */
  replace(messages: readonly OutgoingSignal[]): void {
    this.forget();
    for (const message of messages) this.put(message);
  }

  #dispatch(entry: Entry): void {
    entry.state = 'sent';
    this.#send(entry.message).then(
      () => {
        entry.state = 'done';
        const left = this.#entries.findIndex(({ state }) => state !== 'done');
        this.#entries.splice(0, left < 0 ? this.#entries.length : left);
      },
      (error: unknown) => {
        this.#onFailure(entry, error as SignalingError);
      },
    );
  }

  #onFailure(entry: Entry, error: SignalingError): void {
    const index = this.#entries.indexOf(entry);
    if (index < 0 || entry.state === 'done') return;
    if (mayPass(error.code, true)) {
      this.#isOpen = false;
      for (const later of this.#entries.slice(index)) later.state = 'waiting';
    } else this.#entries.splice(index, 1);
    this.#onRefused(entry.message, error);
  }
}
