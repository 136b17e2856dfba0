import { ProtocolError } from '../../errors.js';
import { isFrame, joined, MAX_MESSAGE_BYTES, readFrame, type Encoded } from './message-frames.js';

/** How much of unfinished messages is kept, in bytes: as much as two of the largest. */
const KEPT_BYTES = 2 * MAX_MESSAGE_BYTES;

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

/** Puts the frames that come over one channel together again. What the other side can make us keep is bounded. */
export class MessageAssembly {
  readonly #kind: keyof typeof KEPT_MESSAGES;
  readonly #unfinished = new Map<number, Unfinished>();
  #costBytes = 0;

  /** @param isLossy - whether the channel may lose parts: then the oldest unfinished message makes room quietly */
  constructor(isLossy: boolean) {
    this.#kind = isLossy ? 'lossy' : 'reliable';
  }

  /**
   * Take in what has come.
   * @returns the message, if this completes one
   * @throws ProtocolError `bad-message`; what belonged to the message is forgotten
   */
  take(data: Encoded): Encoded | undefined {
    if (!isFrame(data)) return data;
    const { id, index, count, part } = readFrame(data);
    const message = this.#unfinished.get(id) ?? { count, parts: [], missing: count, costBytes: 0 };
    this.#unfinished.set(id, message);
    if (index >= count || count !== message.count || message.parts[index]) {
      this.#drop(id);
      throw new ProtocolError(
        'bad-message',
        `Part ${String(index)} of ${String(count)} of a message makes no sense; it is dropped.`,
      );
    }
    message.parts[index] = part;
    message.costBytes += data.byteLength + PART_COST_BYTES;
    this.#costBytes += data.byteLength + PART_COST_BYTES;
    if (--message.missing > 0) {
      this.#makeRoom();
      return undefined;
    }
    this.#drop(id);
    return joined(id, message.parts);
  }

  #makeRoom(): void {
    if (this.#unfinished.size <= KEPT_MESSAGES[this.#kind] && this.#costBytes <= KEPT_BYTES) return;
    const [oldest = 0] = this.#unfinished.keys();
    this.#drop(oldest);
    if (this.#kind === 'lossy') return;
    throw new ProtocolError(
      'bad-message',
      'The other side began more messages than are kept; the oldest is dropped.',
    );
  }

  #drop(id: number): void {
    this.#costBytes -= this.#unfinished.get(id)?.costBytes ?? 0;
    this.#unfinished.delete(id);
  }
}
