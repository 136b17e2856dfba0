import type { RobotProof, Signal } from '../relay-messages.js';
import { reportCallbackError } from '../../subscriptions/listeners.js';
import { descriptionDigest, type AnswerFacts } from './answer-statement.js';
import { InOrder } from './in-order.js';

/** Signs `answerStatement(facts)` with the robot's key. */
export type SignAnswer = (facts: AnswerFacts) => Promise<RobotProof>;

type Answer = Extract<Signal, { sdp: string }>;

/** Signs the answers of one robot's peer connection on their way to the relay; what follows an answer stays behind it. */
export class AnswerSigner {
  readonly #sign: SignAnswer;
  readonly #call: Pick<AnswerFacts, 'robotId' | 'sessionId'>;
  readonly #way: InOrder<Signal>;
  /** Offers that are not answered yet; peers answer them in turn. */
  readonly #offers: string[] = [];

  /** @param deliver - gets the signals that go out */
  constructor(
    sign: SignAnswer,
    call: Pick<AnswerFacts, 'robotId' | 'sessionId'>,
    deliver: (signal: Signal) => void,
  ) {
    this.#sign = sign;
    this.#call = call;
    this.#way = new InOrder(
      (signal) => (signal.type === 'answer' ? this.#prove(signal) : undefined),
      deliver,
    );
  }

  /** The robot takes a signal in. */
  took(signal: Signal): void {
    if (signal.type === 'offer') this.#offers.push(signal.sdp);
  }

  /** The robot sends a signal. */
  send(signal: Signal): void {
    this.#way.put(signal);
  }

  /** Nothing more is sent. */
  end(): void {
    this.#way.end();
  }

  /** An answer that cannot be signed is not sent: the operator dials again. */
  async #prove(signal: Answer): Promise<Signal | undefined> {
    try {
      const offerDigest = await descriptionDigest(this.#offers.shift() ?? '');
      const answerDigest = await descriptionDigest(signal.sdp);
      return { ...signal, proof: await this.#sign({ ...this.#call, offerDigest, answerDigest }) };
    } catch (error) {
      reportCallbackError(error);
      return undefined;
    }
  }
}
