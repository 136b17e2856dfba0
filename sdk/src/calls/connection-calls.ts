import { MessageEndpoint } from '../connection/messages/message-endpoint.js';
import type { ReservedChannels } from '../connection/messages/reserved-channels.js';
import type { Peer } from '../connection/negotiation/peer.js';
import { CALLS_CHANNEL } from './call-wire.js';
import { ExposedMethods } from './exposed-methods.js';
import { IncomingCalls } from './incoming-calls.js';
import { OutgoingCalls, type CallOptions } from './outgoing-calls.js';

export type { CallHandler, ExposeOptions } from './exposed-methods.js';
export type { CallOptions } from './outgoing-calls.js';

/** The messages about calls on one link; the next one has another, so that nothing of this one is sent there. */
class CallChannel extends MessageEndpoint {
  readonly #channel: RTCDataChannel;
  readonly #onMessage: (message: unknown) => void;

  constructor(channel: RTCDataChannel, isRaw: boolean, onMessage: (message: unknown) => void) {
    super();
    this._isRaw = isRaw;
    this.#channel = channel;
    this.#onMessage = onMessage;
  }

  /** Send, unless the link is gone; returns whether it is there. */
  readonly post = (message: unknown): boolean => {
    const { readyState } = this.#channel;
    if (this.closed || readyState === 'closing' || readyState === 'closed') return false;
    this.put_nowait(message);
    return true;
  };

  protected override _put_nowait(message: unknown): void {
    if (!this.closed) this.#onMessage(message);
  }
}

/** What becomes of one direction of calls. */
export interface LinkListener {
  readonly onLink: (send: (message: unknown) => boolean) => void;
  readonly onMessage: (message: unknown) => void;
}

/** Takes the channels of one direction, one after the other. */
export function linkHandler(isRaw: boolean, listener: LinkListener) {
  let current: CallChannel | undefined;
  return (channel: RTCDataChannel, peer: Peer): void => {
    void current?.close();
    current = new CallChannel(channel, isRaw, listener.onMessage);
    current._adopt(channel, peer);
    listener.onLink(current.post);
  };
}

/** The end of a connection that calls need. */
interface CallsEnd {
  readonly _reserved: ReservedChannels;
  readonly onClose: (listener: () => void) => unknown;
}

/** Calls both ways over one connection, over all its links. */
export class ConnectionCalls<Caller> {
  /** What the other side may call. */
  readonly methods = new ExposedMethods<Caller>();
  /** Of the other side, if anything is vouched for. */
  role: () => string | undefined = () => undefined;
  readonly #end: CallsEnd;
  readonly #incoming: IncomingCalls<Caller>;
  #outgoing: OutgoingCalls | undefined;

  constructor(end: CallsEnd & Caller) {
    this.#end = end;
    const incoming = new IncomingCalls<Caller>({
      ...{ caller: end, role: () => this.role(), isStopped: () => false },
      find: (method) => this.methods.find(method),
    });
    this.#incoming = incoming;
    const listener: LinkListener = {
      onLink: (send) => {
        incoming.linkUp(send);
      },
      onMessage: (message) => {
        incoming.receive(message);
      },
    };
    end._reserved.accept(CALLS_CHANNEL, linkHandler(false, listener));
    end.onClose(() => {
      this.#incoming.close();
      this.#outgoing?.close();
    });
  }

  /** Call a method of the other side. */
  call(method: string, args?: unknown, options?: CallOptions): Promise<unknown> {
    this.#outgoing ??= this.#open();
    return this.#outgoing.call(method, args, options);
  }

  /** A safe stop has come: end what may move the robot. */
  stop(): void {
    this.#incoming.stop();
  }

  #open(): OutgoingCalls {
    const outgoing = new OutgoingCalls();
    const listener: LinkListener = {
      onLink: (send) => {
        outgoing.linkUp(send);
      },
      onMessage: (message) => {
        outgoing.receive(message);
      },
    };
    this.#end._reserved.open(CALLS_CHANNEL, { ordered: true }, linkHandler(false, listener));
    return outgoing;
  }
}
