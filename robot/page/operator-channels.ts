import type { DataChannel, RTCConnection } from '@rtcbot-web/sdk';
import { packPayload } from '../src/bridge-bytes.js';
import type { OpenChannel } from '../src/bridge-messages.js';
import { tellHost } from './host.js';

/** Channels whose names begin so are spoken by RTCBot Web itself. */
const RESERVED = 'rtcbot.';

/** The data channels of one operator, as the host knows them. */
export class OperatorChannels {
  readonly #id: string;
  readonly #connection: RTCConnection;

  /** @param onReserved - gets the channels that are none of the host's */
  constructor(id: string, connection: RTCConnection, onReserved: (channel: DataChannel) => void) {
    this.#id = id;
    this.#connection = connection;
    connection.onDataChannel((channel) => {
      if (channel.name.startsWith(RESERVED)) onReserved(channel);
      else this.#forward(channel);
    });
  }

  /** Open one; the operator's side hears of it. One that is there already is used as it is. */
  open({ channel: name, ordered, maxRetransmits }: OpenChannel): void {
    if (!this.find(name)) {
      this.#forward(this.#connection.addDataChannel(name, { ordered, maxRetransmits }));
    }
  }

  /** The channel of this name, if there is one. */
  find(name: string): DataChannel | undefined {
    try {
      return this.#connection.getDataChannel(name);
    } catch {
      return undefined;
    }
  }

  #forward(channel: DataChannel): void {
    const id = this.#id;
    const { name } = channel;
    tellHost({ type: 'channel-opened', id, channel: name });
    channel.subscribe((message) => {
      tellHost({ type: 'message', id, channel: name, ...packPayload(message) });
    });
    channel.onClose(() => {
      tellHost({ type: 'channel-closed', id, channel: name });
    });
  }
}
