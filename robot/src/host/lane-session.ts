import type { CDPSession, Page } from 'puppeteer-core';
import { LANES, type Lane } from '../../wire/messages.js';

/** Who takes the batches of the page. */
export type LaneReceivers = Readonly<Record<Lane, (batch: string) => void>> & {
  /** The page sent something that nobody understands, or is gone. */
  readonly onFailure: (error: unknown) => void;
};

/** What the page does with a batch, and with the news that the host has taken one of its own. */
const CALLS = {
  messages: 'function(batch) { this.receive(batch); }',
  driving: 'function(batch) { this.drive(batch); }',
  taken: 'function(lane) { this.taken(lane); }',
} as const;

/** The page's functions for its batches. */
const BINDINGS = { messages: 'rtcbotHostMessages', driving: 'rtcbotHostDriving' } as const;

/**
 * Carries batches between host and page over a DevTools session of its own. It says in one DevTools message what Puppeteer's
 * `exposeFunction` and `evaluate` say in several: that is half of the time that a message takes.
 */
export class LaneSession {
  readonly #session: CDPSession;
  readonly #receivers: LaneReceivers;
  #pageId: string | undefined;

  private constructor(session: CDPSession, receivers: LaneReceivers) {
    this.#session = session;
    this.#receivers = receivers;
    session.on('Runtime.bindingCalled', ({ name, payload }) => {
      const lane = LANES.find((one) => name === BINDINGS[one]);
      if (lane) this.#receive(lane, payload);
    });
  }

  /** Make the functions that a page will find when it is loaded. */
  static async open(page: Page, receivers: LaneReceivers): Promise<LaneSession> {
    const session = await page.createCDPSession();
    const lanes = new LaneSession(session, receivers);
    await session.send('Runtime.enable');
    for (const lane of LANES) await session.send('Runtime.addBinding', { name: BINDINGS[lane] });
    return lanes;
  }

  /** The page is loaded. @param name - of the global that is its {@link PageApi} */
  async join(name: string): Promise<void> {
    const { result } = await this.#session.send('Runtime.evaluate', { expression: name });
    this.#pageId = result.objectId;
  }

  /**
   * Carry a batch to the page; resolves when it has been taken.
   * @throws Error if the page is gone, or does not understand it
   */
  deliver(lane: Lane, batch: string): Promise<void> {
    return this.#call(CALLS[lane], batch);
  }

  async #call(functionDeclaration: string, argument: string): Promise<void> {
    const { exceptionDetails } = await this.#session.send('Runtime.callFunctionOn', {
      functionDeclaration,
      ...(this.#pageId === undefined ? {} : { objectId: this.#pageId }),
      arguments: [{ value: argument }],
      silent: true,
    });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description);
  }

  #receive(lane: Lane, batch: string): void {
    try {
      this.#receivers[lane](batch);
    } catch (error) {
      this.#receivers.onFailure(error);
    }
    // After what the batch led to: an answer to it goes first.
    this.#call(CALLS.taken, lane).catch(this.#receivers.onFailure);
  }
}
