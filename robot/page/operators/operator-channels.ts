import type { DataChannel, RTCConnection } from '@rtcbot-web/sdk';
import { packPayload } from '../../wire/bytes.js';
import type { OpenChannel } from '../../wire/messages.js';
import { tellHost } from '../host.js';

/** Channels whose names begin so are spoken by RTCBot Web itself. */
const RESERVED = 'rtcbot.';
/** A page that needs more at a time has lost its way, or means harm. */
const MAX_CHANNELS = 64;
const MAX_NAME_CHARACTERS = 256;

/** The data channels of one operator, as the host knows them. */
export class OperatorChannels {
  readonly #id: string;
  readonly #connection: RTCConnection;
  #count = 0;
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

  /** What is too much is closed, and said once. */
  #admit(channel: DataChannel): boolean {
    if (this.#count < MAX_CHANNELS && channel.name.length <= MAX_NAME_CHARACTERS) {
      this.#count++;
      channel.onClose(() => {
        this.#count--;
      });
      return true;
    }
    void channel.close();
    if (this.#isWarned) return false;
    this.#isWarned = true;
    const limits = `${MAX_CHANNELS} data channels, with names of ${MAX_NAME_CHARACTERS} characters`;
    const message = `operator ${this.#id} opens more than ${limits}; what is more is closed`;
    tellHost({ type: 'warning', message });
    return false;
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
