import { RtcError } from '../../errors.js';
import type { Peer } from '../negotiation/peer.js';

/** Labels of data channels that begin so are the library's own: users neither open nor see them. */
const RESERVED_PREFIX = 'rtcbot:';

/**
 * Refuse a name that users may not give to a data channel.
 * @throws RtcError `bad-argument`
 */
export function refuseReserved(name: string): void {
  if (!name.startsWith(RESERVED_PREFIX)) return;
  throw new RtcError('bad-argument', `'${RESERVED_PREFIX}' begins the library's own names.`);
}

/** How a channel delivers. */
export interface ReservedChannelOptions {
  readonly ordered: boolean;
  readonly maxRetransmits?: number;
}

/** Takes a channel that has come or was made, on each new peer again. */
export type ReservedChannelHandler = (channel: RTCDataChannel, peer: Peer) => void;

/** Data channels of the library itself on one connection. One side opens a label, the other accepts it. */
export class ReservedChannels {
  readonly #opened = new Map<string, [ReservedChannelOptions, ReservedChannelHandler]>();
  readonly #accepted = new Map<string, ReservedChannelHandler>();
  #peer: Peer | undefined;

  /** Open this label, on the peer that is there and on each that follows. */
  open(label: string, options: ReservedChannelOptions, handler: ReservedChannelHandler): void {
    this.#opened.set(label, [options, handler]);
    if (this.#peer) handler(this.#peer.createChannel(label, options), this.#peer);
  }

  /** Take this label when the other side opens it. */
  accept(label: string, handler: ReservedChannelHandler): void {
    this.#accepted.set(label, handler);
  }

  /** There is a new peer. */
  attach(peer: Peer): void {
    this.#peer = peer;
    for (const [label, [options, handler]] of this.#opened) {
      handler(peer.createChannel(label, options), peer);
    }
  }

  /** The peer is gone. */
  detach(): void {
    this.#peer = undefined;
  }

  /** A channel of the other side has come; returns whether it is one of the library's own. */
  onChannel(channel: RTCDataChannel, peer: Peer): boolean {
    this.#accepted.get(channel.label)?.(channel, peer);
    return channel.label.startsWith(RESERVED_PREFIX);
  }
}
