import type { Signal } from '../relay-messages.js';
import { checkAnswer, type AnswerToCheck } from './answer-check.js';
import { InOrder } from './in-order.js';
import type { RobotKeyTrust } from './robot-key-trust.js';

/** What an {@link AnswerGate} needs. */
export interface AnswerGateOptions {
  readonly robotId: string;
  /** Undefined: whoever the relay connects is trusted. */
  readonly trust: RobotKeyTrust | undefined;
  /** Gets what may pass. */
  readonly deliver: (signal: Signal) => void;
  /** The robot has proved to have this key. */
  readonly onVerified: (key: string) => void;
  /** It has not: there must be no call. */
  readonly onRefused: (error: Error) => void;
}

type Answer = Extract<Signal, { sdp: string }>;

/**
 * Stands between an operator's peer connection and the relay: where a key is trusted, no answer gets to the peer before it was
 * found to be the robot's own. Without an answer there is no link, so nothing is sent, shown or driven before.
 */
export class AnswerGate {
  readonly #options: AnswerGateOptions;
  #passage: InOrder<Signal> | undefined;
  #sessionId = '';
  #offer: string | undefined;

  constructor(options: AnswerGateOptions) {
    this.#options = options;
  }

  /** A peer connection begins; what is still checked for the one before counts for nothing. */
  open(sessionId: string): void {
    this.#passage?.end();
    this.#passage = new InOrder((signal) => this.#prepare(signal), this.#options.deliver);
    this.#sessionId = sessionId;
    this.#offer = undefined;
  }

  /** The operator sends a signal. */
  sent(signal: Signal): void {
    if (signal.type === 'offer') this.#offer = signal.sdp;
  }

  /** A signal came for the operator. */
  onSignal(signal: Signal): void {
    // Operators make the offers: taking one in would be a way around every check.
    if (signal.type !== 'offer') this.#passage?.put(signal);
  }

  #prepare(signal: Signal): Promise<Signal | undefined> | undefined {
    if (signal.type !== 'answer') return undefined;
    const offer = this.#offer;
    const { trust, robotId } = this.#options;
    if (offer === undefined) return trust && Promise.resolve(undefined); // nothing was asked
    const { sdp: answer, proof } = signal;
    const checked = { robotId, sessionId: this.#sessionId, offer, answer, proof };
    if (trust) return this.#check(signal, checked, trust);
    if (proof) void this.#tryToVerify(checked);
    return undefined;
  }

  async #check(
    signal: Answer,
    checked: AnswerToCheck,
    trust: RobotKeyTrust,
  ): Promise<Signal | undefined> {
    const { onVerified, onRefused } = this.#options;
    const isCurrent = (): boolean => checked.sessionId === this.#sessionId;
    try {
      const key = await checkAnswer(checked, trust.expected());
      if (!isCurrent()) return undefined;
      trust.learn(key);
      this.#offer = undefined;
      onVerified(key);
      return signal;
    } catch (error) {
      if (isCurrent()) onRefused(error as Error);
      return undefined;
    }
  }

  /** Nothing depends on it: whoever wants to be sure trusts a key. */
  async #tryToVerify(checked: AnswerToCheck): Promise<void> {
    const key = await checkAnswer(checked, []).catch(() => undefined);
    if (key !== undefined && checked.sessionId === this.#sessionId) this.#options.onVerified(key);
  }
}
