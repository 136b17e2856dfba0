import { ProtocolError } from '../../errors.js';
import { reportCallbackError } from '../../subscriptions/listeners.js';
import {
  InboundBudget,
  type Excess,
  type ExcessKind,
  type InboundLimits,
} from './inbound-budget.js';
import { AssemblyRoom } from '../messages/message-assembly.js';
import { MAX_MESSAGE_BYTES, type Encoded } from '../messages/message-frames.js';
import type { TakenMessages } from '../negotiation/session-description.js';

/** What a side takes that was not told otherwise: only what no browser should be made to keep is refused. */
const DEFAULT_LIMITS: InboundLimits = {
  ...{ messagesPerSec: 1e9, bytesPerSec: 1e12, drivingPerSec: 1e9, controlPerSec: 1e9 },
  ...{ maxDrivingBytes: Infinity, channels: 1_024 },
};

/** A request for the emergency stop is a short text. */
const MAX_STOP_CHARACTERS = 64;

/** What a {@link InboundGate} goes by. */
export interface InboundGateOptions {
  readonly limits?: InboundLimits | undefined;
  /** Largest message that is taken, in bytes. */
  readonly maxMessageBytes?: number | undefined;
  /** Told of what is dropped; by default it is reported as an uncaught error. */
  readonly onExcess?: ((excess: Excess) => void) | undefined;
}

/** What the other side of one connection sends or opens passes here first, over all its links. */
export class InboundGate {
  /** What the other side is told of it. */
  readonly announced: TakenMessages;
  readonly #budget: InboundBudget;
  #room: AssemblyRoom;
  #channels: RTCDataChannel[] = [];

  /** @param onCutOff - called when the other side goes on sending far too much */
  constructor(options: InboundGateOptions, onCutOff: (why: ProtocolError) => void) {
    this.announced = { maxMessageBytes: options.maxMessageBytes, rates: options.limits };
    this.#room = new AssemblyRoom(this.maxMessageBytes);
    const tell = options.onExcess ?? ((excess) => reportCallbackError(errorOf(excess)));
    this.#budget = new InboundBudget(
      options.limits ?? DEFAULT_LIMITS,
      (excess) => {
        tell(excess);
        if (excess.cutOff) onCutOff(errorOf(excess));
      },
      performance.now(),
    );
  }

  /** Largest message that is taken, in bytes. */
  get maxMessageBytes(): number {
    return this.announced.maxMessageBytes ?? MAX_MESSAGE_BYTES;
  }

  /** What parts of unfinished messages of the present link may take up. */
  get room(): AssemblyRoom {
    return this.#room;
  }

  /** There is a new link: the channels of the one before are gone, with all that was unfinished. */
  restart(): void {
    this.#channels = [];
    this.#budget.restart(performance.now());
    this.#room = new AssemblyRoom(this.maxMessageBytes);
  }

  /** The other side has opened a channel; one too many is closed. Returns whether it is used. */
  admit(channel: RTCDataChannel): boolean {
    this.#channels = this.#channels.filter(({ readyState }) => readyState !== 'closed');
    if (!this.#budget.allowsChannel(this.#channels.length, performance.now())) {
      channel.close();
      return false;
    }
    this.#channels.push(channel);
    this.watch(channel);
    return true;
  }

  /** Look at all that comes on a channel before anybody else does. */
  watch(channel: RTCDataChannel): void {
    channel.binaryType = 'arraybuffer';
    const { label } = channel;
    channel.addEventListener('message', (event: MessageEvent<Encoded>) => {
      const { data } = event;
      const bytes = typeof data === 'string' ? data.length : data.byteLength;
      const isStop =
        typeof data === 'string' && bytes <= MAX_STOP_CHARACTERS && data.includes('"stop"');
      if (!this.#budget.allows({ label, bytes, isStop }, performance.now())) {
        event.stopImmediatePropagation();
      }
    });
  }

  /** What came broke the protocol, or was too large; it is dropped. */
  refuse(error: ProtocolError, bytes = 0): void {
    const kind: ExcessKind = error.code === 'message-too-large' ? 'too-large' : 'nonsense';
    this.drop(kind, error.message, bytes);
  }

  /** Count what was dropped. @param detail - what is allowed, or what was wrong */
  drop(kind: ExcessKind, detail: string, bytes = 0): void {
    this.#budget.drop(kind, detail, performance.now(), bytes);
  }
}

function errorOf({ kind, count, detail }: Excess): ProtocolError {
  const times = count > 1 ? ` (${String(count)} times)` : '';
  if (kind === 'nonsense') {
    return new ProtocolError('bad-message', `The other side sent nonsense: ${detail}${times}.`);
  }
  const code = kind === 'too-large' ? 'message-too-large' : 'too-many';
  return new ProtocolError(code, `The other side sent too much: ${detail}${times}.`);
}
