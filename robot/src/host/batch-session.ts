import type { CDPSession, Page } from 'puppeteer-core';
import { STREAMS, type Stream } from '../../wire/messages.js';

/** Who takes the batches of the page. */
export type BatchReceivers = Readonly<Record<Stream, (batch: string) => void>> & {
  /** The page sent something that nobody understands, or is gone. */
  readonly onFailure: (error: unknown) => void;
};

/** What the page does with a batch, and with the news that the host has taken one of its own. */
const CALLS = {
  messages: 'function(batch) { this.onMessages(batch); }',
  driving: 'function(batch) { this.onDriving(batch); }',
  taken: 'function(stream) { this.onTaken(stream); }',
} as const;

/** The page's functions for its batches. */
const BINDINGS = { messages: 'rtcbotHostMessages', driving: 'rtcbotHostDriving' } as const;

/**
 * Carries batches between host and page over a DevTools session of its own. It says in one DevTools message what Puppeteer's
 * `exposeFunction` and `evaluate` say in several: that is half of the time that a message takes.
 */
export class BatchSession {
  readonly #session: CDPSession;
  readonly #receivers: BatchReceivers;
  #pageId: string | undefined;

  private constructor(session: CDPSession, receivers: BatchReceivers) {
    this.#session = session;
    this.#receivers = receivers;
    session.on('Runtime.bindingCalled', ({ name, payload }) => {
      const stream = STREAMS.find((one) => name === BINDINGS[one]);
      if (stream) this.#receive(stream, payload);
    });
  }

  /** Make the functions that a page will find when it is loaded. */
  static async open(page: Page, receivers: BatchReceivers): Promise<BatchSession> {
    const session = await page.createCDPSession();
    const batches = new BatchSession(session, receivers);
    await session.send('Runtime.enable');
    for (const stream of STREAMS)
      await session.send('Runtime.addBinding', { name: BINDINGS[stream] });
    return batches;
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
  deliver(stream: Stream, batch: string): Promise<void> {
    return this.#call(CALLS[stream], batch);
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

  #receive(stream: Stream, batch: string): void {
    try {
      this.#receivers[stream](batch);
    } catch (error) {
      this.#receivers.onFailure(error);
    }
    // After what the batch led to: an answer to it goes first.
    this.#call(CALLS.taken, stream).catch(this.#receivers.onFailure);
  }
}
