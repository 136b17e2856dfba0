import type { AnswerFacts } from '@rtcbot-web/sdk/protocol';
import type { JSHandle, Page } from 'puppeteer-core';
import type { Outcome, PageMessage } from '../../wire/messages.js';
import type { PageApi, PageCall, PageCalls } from '../../wire/page-calls.js';
import { BatchSession } from './batch-session.js';
import { BATCHES_UNDER_WAY, Outbox } from '../../wire/outbox.js';
import { parsePageBatch } from '../../wire/parsing.js';
import type { RobotIdentity } from '../key/robot-identity.js';
import { errorOf } from '../errors.js';

/** What the bridge needs of the host. */
export interface BridgeOptions {
  /** Address of the camera page. */
  readonly url: string;
  /** The token for the relay; asked for at each connect. */
  readonly token: () => Promise<string>;
  /** Signs answers. */
  readonly identity: RobotIdentity;
  /** Who hears what the page tells. */
  readonly listener: PageListener;
  /** The page does not answer any more. */
  readonly onFailure: (error: unknown) => void;
}

/** Who hears what a camera page tells. */
export interface PageListener {
  /** It said something; in order. */
  readonly onMessage: (message: PageMessage) => void;
  /** It tells a batch of news of driving. */
  readonly onDriving: (batch: string) => void;
  /** It takes messages too slowly; some are lost. */
  readonly onOverflow: () => void;
}

/** What may wait for a page that is busy: telemetry and heartbeats of the last moments. */
const MAX_WAITING_DRIVING_CHARACTERS = 64_000;

/** The host's end of what runs between it and the camera page. */
export class Bridge {
  readonly #page: Page;
  readonly #api: JSHandle<PageApi>;
  readonly #outbox: Outbox;
  readonly #driving: Outbox;

  private constructor(
    page: Page,
    api: JSHandle<PageApi>,
    batches: BatchSession,
    { listener, onFailure }: BridgeOptions,
  ) {
    this.#page = page;
    this.#api = api;
    this.#outbox = new Outbox({
      deliver: (batch) => batches.deliver('messages', batch),
      maxUnderWay: BATCHES_UNDER_WAY,
      onOverflow: listener.onOverflow,
      onFailure,
    });
    this.#driving = new Outbox({
      deliver: (batch) => batches.deliver('driving', batch),
      maxUnderWay: BATCHES_UNDER_WAY,
      maxWaitingCharacters: MAX_WAITING_DRIVING_CHARACTERS,
      onOverflow: () => undefined,
      onFailure,
    });
  }

  /** Load the camera page into a browser page, and join the two. */
  static async open(page: Page, options: BridgeOptions): Promise<Bridge> {
    const { listener, onFailure } = options;
    const batches = await BatchSession.open(page, {
      messages: (batch) => {
        for (const message of parsePageBatch(batch)) listener.onMessage(message);
      },
      driving: listener.onDriving,
      onFailure,
    });
    await page.exposeFunction('rtcbotHostToken', options.token);
    await page.exposeFunction('rtcbotHostProof', (facts: AnswerFacts) =>
      options.identity.prove(facts),
    );
    await page.goto(options.url);
    const api = (await page.evaluateHandle('rtcbotPage')) as JSHandle<PageApi>;
    await batches.join('rtcbotPage');
    return new Bridge(page, api, batches, options);
  }

  /**
   * Tell the page something.
   * @param json - a {@link HostMessage} as JSON text
   * @param droppable - whether it may be lost when the page takes too long
   */
  send(json: string, droppable = false): void {
    this.#outbox.push(json, droppable);
  }

  /** Carry a text for driving; the oldest that is droppable is lost when the page is slow. */
  drive(json: string, droppable: boolean): void {
    this.#driving.push(json, droppable);
  }

  /**
   * Ask something of the page, see {@link PageCalls}.
   * @throws RtcError as the page reports it
   */
  async ask<Name extends PageCall>(
    name: Name,
    ...args: Parameters<PageCalls[Name]>
  ): Promise<ReturnType<PageCalls[Name]>> {
    // Puppeteer's types lose which arguments belong to which call.
    const outcome = (await this.#api.evaluate(
      (page, call, given) => page.ask(call, ...(given as never)),
      name,
      args,
    )) as Outcome<ReturnType<PageCalls[Name]>>;
    if (outcome.ok) return outcome.value;
    throw errorOf(outcome);
  }

  /** What the page looks like, as a PNG file. */
  screenshot(): Promise<Uint8Array> {
    return this.#page.screenshot({ type: 'png' });
  }
}
