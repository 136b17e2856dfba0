import type { OutgoingSignal } from './signal-outbox.js';

/**
 * The newest description that was sent, and the candidates that followed it: what a relay has taken may be lost all the same,
 * when it passes it on to a socket that is dead.
 */
export class RepeatableSignals {
  #signals: OutgoingSignal[] = [];

  /** This is sent. */
  add(message: OutgoingSignal): void {
    if ('sdp' in message.signal) this.#signals = [message];
    else if (this.#signals.length > 0) this.#signals.push(message);
  }

  /** They have arrived, or are of no use any more. */
  clear(): void {
    this.#signals = [];
  }

  /** Those of this session, in the order in which they were sent; none, if they have arrived. */
  of(session: string): readonly OutgoingSignal[] {
    return this.#signals.filter(({ sessionId }) => sessionId === session);
  }
}
