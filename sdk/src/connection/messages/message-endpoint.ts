import { ProtocolError, SubscriptionClosed } from '../../errors.js';
import { pump } from '../../subscriptions/pump.js';
import { SubscriptionProducerConsumer } from '../../subscriptions/subscription-consumer.js';
import { MessageAssembly } from './message-assembly.js';
import { decodeMessage, encodeMessage } from './message-codec.js';
import type { Encoded } from './message-frames.js';
import { Outbox } from './outbox.js';
import type { Peer } from '../negotiation/peer.js';

/** Longest wait, in ms, for messages under way when something is closed. */
const FLUSH_MS = 250;

/**
 * Messages in and out over a data channel; over one after the other, as peers come and go. What is put while there
 * is none waits.
 */
export abstract class MessageEndpoint extends SubscriptionProducerConsumer<unknown> {
  /** Whether messages come out, and are put, as they are on the wire: texts are not JSON's to make and to read. @internal */
  _isRaw = false;
  readonly #outbox = new Outbox();
  #channel: RTCDataChannel | undefined;

  constructor() {
    super();
    this.send = this.send.bind(this);
    this.drained = this.drained.bind(this);
    // A message that cannot be sent is reported, and the next one goes.
    void pump(
      () => this.#next(),
      (message) => {
        this.#outbox.put(this.#encode(message));
      },
    );
  }

  /**
   * Send a message: any JSON value, or bytes (an ArrayBuffer or a view of one) as a binary message. Before the
   * connection is ready, and while the network is slower, it waits its turn. Peers of RTCBot Web take messages of up to
   * 128 MiB, others what their SCTP takes (Python RTCBot 64 KiB).
   * @throws DataChannelError `not-serializable`, `message-too-large` or `channel-full`; SubscriptionClosed after `close`
   */
  override put_nowait(message: unknown): void {
    if (this.closed) throw new SubscriptionClosed('It is closed, nothing can be sent.');
    this.stopSubscription();
    this.#outbox.put(this.#encode(message));
  }

  /** The same as `put_nowait`, as in RTCBot. */
  send(message: unknown): void {
    this.put_nowait(message);
  }

  /** How many bytes of messages are on their way out: not handed to the network yet. */
  get bufferedBytes(): number {
    return this.#outbox.bufferedBytes;
  }

  /**
   * Wait until there is room for more: it is ready, and what was put has been handed to the network, but for what the
   * browser keeps at hand (1 MiB). `putSubscription` does so by itself before it reads each value.
   * @throws SubscriptionClosed (as rejection) if it is closed before
   * @example
   * ```ts
   * for await (const scan of scans) {
   *   conn.put_nowait(scan);
   *   await conn.drained();
   * }
   * ```
   */
  async drained(): Promise<void> {
    if (this.closed) throw new SubscriptionClosed();
    await this.#outbox.drained();
  }

  /** Send over `channel` of `peer` from now on, and hand out what comes from it. @internal */
  _adopt(channel: RTCDataChannel, peer: Peer): void {
    this.#channel = channel;
    const open = (): void => {
      if (this.#channel !== channel || this.closed) return;
      this.#outbox.open(channel, peer.sending);
      this._setReady(true);
    };
    this._listenTo(channel, peer);
    // What is sent over an incoming channel in the turn in which it comes stays in Chromium's bufferedAmount for ever.
    if (channel.readyState === 'open') setTimeout(open);
    else channel.addEventListener('open', open);
  }

  /** Hand out what comes from `channel`, until the endpoint is closed. @internal */
  _listenTo(channel: RTCDataChannel, peer: Peer): void {
    const assembly = new MessageAssembly(channel.maxRetransmits !== null, peer.inbound.room);
    channel.addEventListener('message', ({ data }: MessageEvent<Encoded>) => {
      if (this.closed) return;
      try {
        const message = assembly.add(data, peer.sending.isOurs);
        if (message !== undefined) this._put_nowait(this._isRaw ? message : decodeMessage(message));
      } catch (error) {
        // Of the other side's making: counted, not thrown for each.
        if (!(error instanceof ProtocolError)) throw error;
        peer.inbound.refuse(error, typeof data === 'string' ? data.length : data.byteLength);
      }
    });
    channel.addEventListener('close', () => {
      assembly.clear();
    });
  }

  /** The channel is gone; what is put waits for the next one. @internal */
  _drop(): void {
    this.#outbox.shut();
    this.#channel = undefined;
    this._setReady(false);
  }

  /** Resolve when what was sent has left, or after a quarter of a second. @internal */
  async _flush(): Promise<void> {
    const channel = this.#channel;
    if (channel?.readyState !== 'open' || !this.bufferedBytes) return;
    await new Promise<void>((resolve) => {
      setTimeout(resolve, FLUSH_MS);
      channel.bufferedAmountLowThreshold = 0;
      channel.addEventListener('bufferedamountlow', () => {
        if (!this.bufferedBytes) resolve();
      });
    });
  }

  protected override _close(): void | Promise<void> {
    this.#outbox.close();
    return super._close();
  }

  #encode(message: unknown): Encoded {
    return this._isRaw && typeof message === 'string' ? message : encodeMessage(message);
  }

  /** The next message of `putSubscription`, once there is room for it. */
  async #next(): Promise<unknown> {
    await this.#outbox.drained();
    return await this._get();
  }
}
