import type { DataChannel, RTCConnection } from '@rtcbot-web/sdk';
import { packPayload, type RawMessage } from '../../wire/bytes.js';
import type { OpenChannel } from '../../wire/messages.js';
import { tellHost } from '../host.js';

/** Channels whose names begin so are spoken by RTCBot Web itself. */
const RESERVED = 'rtcbot.';
/** Longest name of a channel; how many there may be, the connection itself sees to. */
const MAX_NAME_CHARACTERS = 256;

/** The data channels of one operator, as the host knows them. */
export class OperatorChannels {
  readonly #id: string;
  readonly #connection: RTCConnection;
  #isWarned = false;

  /** @param onReserved - gets the channels that are none of the host's */
  constructor(id: string, connection: RTCConnection, onReserved: (channel: DataChannel) => void) {
    this.#id = id;
    this.#connection = connection;
    connection.onDataChannel((channel) => {
      if (!this.#admit(channel)) return;
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

  /** What is too long is closed, and said once. */
  #admit(channel: DataChannel): boolean {
    if (channel.name.length <= MAX_NAME_CHARACTERS) return true;
    void channel.close();
    if (this.#isWarned) return false;
    this.#isWarned = true;
    const limit = `names have at most ${String(MAX_NAME_CHARACTERS)} characters`;
    tellHost({
      type: 'warning',
      message: `A data channel of operator ${this.#id} is closed: ${limit}.`,
    });
    return false;
  }

  #forward(channel: DataChannel): void {
    const id = this.#id;
    const { name } = channel;
    tellHost({ type: 'channel-opened', id, channel: name });
    channel.subscribe((message) => {
      tellHost({ type: 'message', id, channel: name, ...packPayload(message as RawMessage) });
    });
    channel.onClose(() => {
      tellHost({ type: 'channel-closed', id, channel: name });
    });
  }
}
