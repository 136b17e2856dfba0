import { reportCallbackError } from '../../subscriptions/listeners.js';
import type { MediaKind, Peer } from '../negotiation/peer.js';
import { directionOf, receivesIn, sends } from './transceiver-direction.js';

/** A media section that a track is sent in. */
export interface SendingSlot {
  readonly transceiver: RTCRtpTransceiver;
  /** Its id names the track for the other side, over links that heal too. */
  readonly name: MediaStream;
}

/** The media sections of one peer that tracks of one kind are sent in. */
export class SendingSlots {
  readonly #peer: Peer;
  readonly #kind: MediaKind;
  readonly #common: MediaStream;
  readonly #idle = new Set<SendingSlot>();

  /** @param common - the stream that all tracks of the connection are in, so that they are played in step */
  constructor(peer: Peer, kind: MediaKind, common: MediaStream) {
    this.#peer = peer;
    this.#kind = kind;
    this.#common = common;
  }

  /**
   * Send `track`, in a slot that has become free or a new one.
   * @param name - the name of a new slot
   * @param receives - whether a new slot receives as well
   * @throws NegotiationError `bad-state` where that cannot be negotiated
   */
  take(track: MediaStreamTrack, name: MediaStream, receives: boolean): SendingSlot {
    for (const slot of this.#idle) {
      const { transceiver } = slot;
      // One of which the other side does not know yet that it is free would not be announced as a new track.
      if (sends(transceiver.currentDirection)) continue;
      this.#peer.change();
      this.#idle.delete(slot);
      transceiver.sender.replaceTrack(track).catch(reportCallbackError);
      transceiver.direction = directionOf(true, receivesIn(transceiver.direction));
      return slot;
    }
    const transceiver = this.#peer.addTrack(track, this.#common, name);
    if (!receives && !transceiver.mid) transceiver.direction = 'sendonly';
    return { transceiver, name };
  }

  /** Whether a slot that is not taken now cannot be had later. */
  get areFinal(): boolean {
    return this.#peer.negotiatesOnce;
  }

  /** Tell the other side that nothing comes in this slot any more; false where nobody would carry that. */
  release(slot: SendingSlot): boolean {
    if (this.areFinal) return false;
    const { transceiver } = slot;
    this.#peer.change();
    transceiver.direction = directionOf(false, receivesIn(transceiver.direction));
    this.#idle.add(slot);
    return true;
  }

  /** Be ready to receive in this many slots: first in those that only send, then in new ones if `mayOffer`. */
  receive(count: number, mayOffer: boolean): void {
    const slots = this.#peer.pc
      .getTransceivers()
      .filter(({ receiver }) => receiver.track.kind === this.#kind);
    for (const slot of slots) {
      if (receivesIn(slot.direction)) continue;
      this.#peer.change();
      slot.direction = directionOf(sends(slot.direction), true);
    }
    if (!mayOffer) return;
    for (let have = slots.length; have < count; have++) this.#peer.addReceiver(this.#kind);
  }
}
