import type { AnswerFacts } from '@rtcbot-web/sdk/protocol';
import type { JSHandle, Page } from 'puppeteer-core';
import type {
  DeviceReport,
  MediaReport,
  PageSettings,
  PageStatus,
  SourceSettings,
} from '../../wire/media.js';
import type { Description, Outcome, PageApi, PageMessage } from '../../wire/messages.js';
import { LaneSession } from './lane-session.js';
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
  /** Called with each message of the page, in order. */
  readonly onMessage: (message: PageMessage) => void;
  /** Called with each batch of news of driving. */
  readonly onDriving: (batch: string) => void;
  /** Messages to the page are being lost, because it takes them too slowly. */
  readonly onOverflow: () => void;
  /** The page does not answer any more. */
  readonly onFailure: (error: unknown) => void;
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
    lanes: LaneSession,
    { onOverflow, onFailure }: BridgeOptions,
  ) {
    this.#page = page;
    this.#api = api;
    this.#outbox = new Outbox({
      deliver: (batch) => lanes.deliver('messages', batch),
      maxUnderWay: BATCHES_UNDER_WAY,
      onOverflow,
      onFailure,
    });
    this.#driving = new Outbox({
      deliver: (batch) => lanes.deliver('driving', batch),
      maxUnderWay: BATCHES_UNDER_WAY,
      maxWaitingCharacters: MAX_WAITING_DRIVING_CHARACTERS,
      onOverflow: () => undefined,
      onFailure,
    });
  }

  /** Load the camera page into a browser page, and join the two. */
  static async open(page: Page, options: BridgeOptions): Promise<Bridge> {
    const lanes = await LaneSession.open(page, {
      messages: (batch) => {
        for (const message of parsePageBatch(batch)) options.onMessage(message);
      },
      driving: options.onDriving,
      onFailure: options.onFailure,
    });
    await page.exposeFunction('rtcbotHostToken', options.token);
    await page.exposeFunction('rtcbotHostProof', (facts: AnswerFacts) =>
      options.identity.prove(facts),
    );
    await page.goto(options.url);
    const api = (await page.evaluateHandle('rtcbotPage')) as JSHandle<PageApi>;
    await lanes.join('rtcbotPage');
    return new Bridge(page, api, lanes, options);
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

  /** Give the scripts that draw cameras the newest state. */
  showScene(json: string): Promise<void> {
    return this.#api.evaluate((page, text) => {
      page.showScene(text);
    }, json);
  }

  /**
   * Open camera and microphone.
   * @throws MediaAccessError if one that is required cannot be opened
   */
  async openMedia(settings: PageSettings): Promise<MediaReport> {
    return unwrap(await this.#api.evaluate((page, given) => page.open(given), settings));
  }

  /**
   * Answer an offer, without a relay.
   * @throws NegotiationError if it is none that WebRTC accepts
   */
  async answer(offer: Description, operatorId: string): Promise<Description> {
    return unwrap(
      await this.#api.evaluate((page, given, id) => page.answer(given, id), offer, operatorId),
    );
  }

  /**
   * Change a camera or the microphone.
   * @throws MediaAccessError if it cannot be opened
   */
  async setSource(name: string, change: SourceSettings): Promise<MediaReport> {
    return unwrap(
      await this.#api.evaluate(
        (page, source, settings) => page.setSource(source, settings),
        name,
        change,
      ),
    );
  }

  /**
   * Change the order of codecs.
   * @throws RtcError `bad-argument` for one that Chromium does not have
   */
  async setCodecs(codecs: readonly string[]): Promise<void> {
    unwrap(await this.#api.evaluate((page, given) => page.setCodecs(given), codecs));
  }

  /** Which devices the machine has. */
  listDevices(): Promise<DeviceReport[]> {
    return this.#api.evaluate((page) => page.listDevices());
  }

  /** Have the page say that it lives. */
  async ping(): Promise<void> {
    await this.#api.evaluate((page) => page.ping());
  }

  /** What the page captures, shows and plays. */
  status(): Promise<PageStatus> {
    return this.#api.evaluate((page) => page.status());
  }

  /** What the page looks like, as a PNG file. */
  screenshot(): Promise<Uint8Array> {
    return this.#page.screenshot({ type: 'png' });
  }

  /** Have the page say goodbye to the relay and to every operator, so that they need not find out. */
  close(): Promise<void> {
    return this.#api.evaluate((page) => page.close());
  }
}

function unwrap<T>(outcome: Outcome<T>): T {
  if (outcome.ok) return outcome.value;
  throw errorOf(outcome);
}
