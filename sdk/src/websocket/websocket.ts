import { decodeMessage, encodeMessage } from '../connection/messages/message-codec.js';
import { RtcError, SubscriptionClosed } from '../errors.js';
import { pump } from '../subscriptions/pump.js';
import { SubscriptionProducerConsumer } from '../subscriptions/subscription-consumer.js';

/** Close codes of an orderly end: done, the server or page goes away, none given. */
const ORDERLY_CODES = [1000, 1001, 1005];

/**
 * A WebSocket with RTCBot's methods: each message is a JSON text. What is put before it is open waits; text
 * that is not JSON is handed over as it came, binary messages as ArrayBuffer.
 *
 * `ready` once it is open. If it cannot be opened, or breaks, it has an `error` (code `websocket-failed`) and
 * is closed; if the server ends it in an orderly way it is closed without one.
 *
 * @see rtcbot/websocket.py
 * @example
 * ```ts
 * const ws = new Websocket('https://example.com/robot');
 * ws.subscribe((message) => console.log(message));
 * ws.put_nowait({ hello: 'server' });
 * ```
 */
export class Websocket extends SubscriptionProducerConsumer<unknown> {
  /** The browser's own object. */
  readonly ws: WebSocket;
  #waiting: ReturnType<typeof encodeMessage>[] = [];

  /**
   * @param url - `ws:`, `wss:`, `http:` or `https:`, or relative to the page
   * @throws RtcError `bad-argument` if the browser does not take it
   */
  constructor(url: string | URL) {
    super();
    this.ws = open(url);
    this.ws.binaryType = 'arraybuffer';
    this.ws.addEventListener('open', () => {
      for (const message of this.#waiting) this.ws.send(message);
      this.#waiting = [];
      if (!this.closed) this._setReady(true);
    });
    this.ws.addEventListener('message', ({ data }) => {
      this._put_nowait(decodeMessage(data));
    });
    this.ws.addEventListener('close', (event) => {
      if (!ORDERLY_CODES.includes(event.code)) this._setError(this.#failure(event));
      void this.close();
    });
    void this.#sendAll();
  }

  /**
   * Send a message: any JSON value. Before the socket is open it waits its turn.
   * @throws DataChannelError `not-serializable`; SubscriptionClosed after `close`
   */
  override put_nowait(message: unknown): void {
    if (this.closed) throw new SubscriptionClosed();
    this.stopSubscription();
    this.#send(message);
  }

  protected override async _close(): Promise<void> {
    this.ws.close();
    this.#waiting = [];
    await super._close();
  }

  #send(message: unknown): void {
    const encoded = encodeMessage(message);
    if (this.ws.readyState === WebSocket.CONNECTING) this.#waiting.push(encoded);
    else this.ws.send(encoded);
  }

  /** Sends what `putSubscription` yields, from when it is open; a message that is not JSON is reported and left out. */
  async #sendAll(): Promise<void> {
    try {
      await this.onReady();
    } catch {
      return; // `error` tells why
    }
    const send = (message: unknown): void => {
      this.#send(message);
    };
    await pump(() => this._get(), send);
  }

  #failure({ code, reason }: CloseEvent): RtcError {
    const { origin, pathname } = new URL(this.ws.url);
    const what = this.ready ? 'was lost' : 'could not be opened';
    return new RtcError(
      'websocket-failed',
      `The WebSocket to ${origin}${pathname} ${what}: look at its server. (${String(code)} ${reason})`,
    );
  }
}

function open(url: string | URL): WebSocket {
  try {
    const address = new URL(url, globalThis.location?.href);
    address.protocol = address.protocol.replace(/^http/, 'ws');
    return new WebSocket(address);
  } catch (cause) {
    throw new RtcError('bad-argument', `${String(url)} is not the URL of a WebSocket.`, { cause });
  }
}
