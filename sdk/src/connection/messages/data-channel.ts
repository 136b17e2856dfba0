import { RtcError } from '../../errors.js';
import { Listeners, type ListenOptions } from '../../subscriptions/listeners.js';
import type { GetOptions, Subscriber, Subscription } from '../../subscriptions/subscription.js';
import { MessageEndpoint } from './message-endpoint.js';
import { DEFAULT_CHANNEL, type Peer } from '../negotiation/peer.js';

/** How a data channel delivers. */
export interface DataChannelOptions {
  /** Whether messages keep their order; default true. */
  readonly ordered?: boolean | undefined;
  /** How often a lost message is sent again; without it, until it arrives. */
  readonly maxRetransmits?: number | undefined;
}

/** How long after a channel's end it is looked whether its connection ended as well, in ms. */
const ORPHAN_CHECK_MS = 100;

/** How many messages a channel keeps for its first subscriber. */
const EARLY_LIMIT = 1000;

/**
 * A data channel of its own name next to a connection's messages.
 * @see rtcbot/connection.py, `DataChannel`
 */
export class DataChannel extends MessageEndpoint {
  /** Its name, the same on both sides. */
  readonly name: string;
  /** How it is made anew on the next peer; undefined if the other side made it. @internal */
  readonly _options: DataChannelOptions | undefined;
  #channels: RTCDataChannel[] = [];
  #early: unknown[] | undefined = [];

  /** Made by `conn.addDataChannel()` or the other side. @internal */
  constructor(name: string, isRaw: boolean, options?: DataChannelOptions) {
    super();
    this._isRaw = isRaw;
    this.name = name;
    this._options = options;
  }

  /** Use a channel that has come or was made. @internal */
  _attach(channel: RTCDataChannel, peer: Peer): void {
    // Both sides may have added the same name: each sends on its own channel and listens to both.
    if (this.#channels.length > 0) this._listenTo(channel, peer);
    else this._adopt(channel, peer);
    this.#channels.push(channel);
    channel.addEventListener('close', () => {
      setTimeout(() => {
        if (this.#channels.includes(channel) && peer.isConnected) void this.close();
      }, ORPHAN_CHECK_MS);
    });
  }

  override subscribe(): Subscription<unknown>;
  override subscribe<S extends Subscriber<unknown>>(subscriber: S): S;
  override subscribe(subscriber?: Subscriber<unknown>): Subscriber<unknown> {
    this.#handOutEarly();
    return subscriber ? super.subscribe(subscriber) : super.subscribe();
  }

  override get(options?: GetOptions): Promise<unknown> {
    this.#handOutEarly();
    return super.get(options);
  }

  /** @internal */
  override _drop(): void {
    this.#channels = [];
    super._drop();
  }

  /** What comes before anybody has subscribed, which takes a turn when the other side opens a channel, is kept. */
  protected override _put_nowait(message: unknown): void {
    if (!this.#early) super._put_nowait(message);
    else if (this.#early.length < EARLY_LIMIT) this.#early.push(message);
  }

  #handOutEarly(): void {
    const early = this.#early;
    if (!early) return;
    this.#early = undefined;
    queueMicrotask(() => {
      for (const message of early) this._put_nowait(message);
    });
  }

  protected override async _close(): Promise<void> {
    await this._flush();
    for (const channel of this.#channels) channel.close();
    this._drop();
    await super._close();
  }
}

/** The named channels of one connection. They outlive its peers: on each new one they are opened again. */
export class DataChannels {
  readonly #channels = new Map<string, DataChannel>();
  readonly #incoming = new Listeners<DataChannel>();
  readonly #isRaw: boolean;
  #peer: Peer | undefined;

  /** @param isRaw - whether messages are as they are on the wire */
  constructor(isRaw: boolean) {
    this.#isRaw = isRaw;
  }

  add(name: string, options: DataChannelOptions): DataChannel {
    if (name === DEFAULT_CHANNEL || this.#channels.has(name)) {
      throw new RtcError('bad-argument', `There is a data channel '${name}' already.`);
    }
    const channel = this.#keep(new DataChannel(name, this.#isRaw, options));
    if (this.#peer) this.#open(channel, this.#peer);
    return channel;
  }

  get(name: string): DataChannel {
    const channel = this.#channels.get(name);
    if (channel) return channel;
    throw new RtcError('bad-argument', `There is no data channel '${name}'.`);
  }

  onDataChannel<S extends Subscriber<DataChannel>>(listener: S, options?: ListenOptions): S {
    return this.#incoming.add(listener, options);
  }

  /** A channel of the other side has come. */
  onChannel(channel: RTCDataChannel, peer: Peer): void {
    const known = this.#channels.get(channel.label);
    const used = known ?? this.#keep(new DataChannel(channel.label, this.#isRaw));
    used._attach(channel, peer);
    if (!known) this.#incoming.emit(used);
  }

  attach(peer: Peer): void {
    this.#peer = peer;
    for (const channel of this.#channels.values()) this.#open(channel, peer);
  }

  detach(): void {
    this.#peer = undefined;
    for (const channel of this.#channels.values()) channel._drop();
  }

  async close(): Promise<void> {
    await Promise.all([...this.#channels.values()].map((channel) => channel.close()));
    this.#incoming.clear();
  }

  #open(channel: DataChannel, peer: Peer): void {
    if (channel._options) channel._attach(peer.createChannel(channel.name, channel._options), peer);
  }

  #keep(channel: DataChannel): DataChannel {
    this.#channels.set(channel.name, channel);
    channel.onClose(() => {
      this.#channels.delete(channel.name);
    });
    return channel;
  }
}
