import { ProtocolError } from '../../errors.js';
import { isFrame, joined, messageBytes, readFrame, type Encoded } from './message-frames.js';

/** What keeping one part costs besides its bytes, so that empty ones are not free. */
const PART_COST_BYTES = 1024;

/** How many unfinished messages are kept: of a channel that may lose parts few, as most will never be whole. */
const KEPT_MESSAGES = { lossy: 4, reliable: 256 } as const;

interface Unfinished {
  readonly count: number;
  readonly parts: Uint8Array[];
  missing: number;
  costBytes: number;
}

/** Room for unfinished messages, one for all channels of a connection: twice the largest message. */
export class AssemblyRoom {
  /** Largest message that is put together, in bytes. */
  readonly maxMessageBytes: number;
  #usedBytes = 0;

  constructor(maxMessageBytes: number) {
    this.maxMessageBytes = maxMessageBytes;
  }

  /** Whether more is kept than may be. */
  get isFull(): boolean {
    return this.#usedBytes > 2 * this.maxMessageBytes;
  }

  /** Count what is kept, or (below zero) no more. */
  count(bytes: number): void {
    this.#usedBytes = Math.max(0, this.#usedBytes + bytes);
  }
}

/** Puts the frames that come over one channel together again. What the other side can make us keep is bounded. */
export class MessageAssembly {
  readonly #kind: keyof typeof KEPT_MESSAGES;
  readonly #room: AssemblyRoom;
  readonly #unfinished = new Map<number, Unfinished>();

  /**
   * @param isLossy - whether the channel may lose parts: then the oldest unfinished message makes room quietly
   * @param room - what all channels of the connection keep together
   */
  constructor(isLossy: boolean, room: AssemblyRoom) {
    this.#kind = isLossy ? 'lossy' : 'reliable';
    this.#room = room;
  }

  /**
   * Take in what has come.
   * @param hasFrames - whether the other side sends frames at all
   * @returns the message, if this completes one
   * @throws ProtocolError `bad-message` or `message-too-large`; what belonged to the message is forgotten
   */
  add(data: Encoded, hasFrames = true): Encoded | undefined {
    if (!hasFrames || !isFrame(data)) {
      this.#checkSize(messageBytes(data, this.#room.maxMessageBytes));
      return data;
    }
    const { id, index, count, leastBytes, part } = readFrame(data);
    this.#checkSize(leastBytes);
    const message = this.#unfinished.get(id) ?? { count, parts: [], missing: count, costBytes: 0 };
    this.#unfinished.set(id, message);
    if (index >= count || count !== message.count || message.parts[index]) {
      this.#drop(id);
      throw new ProtocolError(
        'bad-message',
        `part ${String(index)} of ${String(count)} fits no message`,
      );
    }
    message.parts[index] = part;
    message.costBytes += data.byteLength + PART_COST_BYTES;
    this.#room.count(data.byteLength + PART_COST_BYTES);
    if (--message.missing > 0) {
      this.#makeRoom();
      return undefined;
    }
    this.#drop(id);
    return joined(id, message.parts);
  }

  /** The channel is gone, and with it what is unfinished. */
  clear(): void {
    for (const id of [...this.#unfinished.keys()]) this.#drop(id);
  }

  #checkSize(bytes: number): void {
    const { maxMessageBytes } = this.#room;
    if (bytes <= maxMessageBytes) return;
    throw new ProtocolError(
      'message-too-large',
      `messages have at most ${String(maxMessageBytes)} bytes`,
    );
  }

  #makeRoom(): void {
    if (this.#unfinished.size <= KEPT_MESSAGES[this.#kind] && !this.#room.isFull) return;
    const [oldest = 0] = this.#unfinished.keys();
    this.#drop(oldest);
    if (this.#kind === 'lossy') return;
    throw new ProtocolError('bad-message', 'more messages are unfinished than are kept');
  }

  #drop(id: number): void {
    this.#room.count(-(this.#unfinished.get(id)?.costBytes ?? 0));
    this.#unfinished.delete(id);
  }
}
