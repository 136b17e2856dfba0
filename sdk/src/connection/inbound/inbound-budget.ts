import { RateBudget, type Rate } from './rate-budget.js';

/**
 * How much a side takes of what the other one sends; what is more is dropped and counted. Rates may be exceeded for a
 * moment: what four seconds bring of messages, or two of anything else, may come at once.
 */
export interface InboundLimits {
  /** Messages per second, over all data channels but those for driving; a large message counts each part of 64 KiB. */
  readonly messagesPerSec: number;
  /** Their bytes per second. */
  readonly bytesPerSec: number;
  /** Commands and heartbeats per second. */
  readonly drivingPerSec: number;
  /** Requests for control and the like per second. */
  readonly controlPerSec: number;
  /** Largest message for driving, in bytes. */
  readonly maxDrivingBytes: number;
  /** Data channels that the other side has open at a time, whatever they are called; so many may be opened in ten seconds, too. */
  readonly channels: number;
}

/** What a side dropped, and why. */
export type ExcessKind =
  'messages' | 'bytes' | 'driving' | 'control' | 'channels' | 'signals' | 'too-large' | 'nonsense';

/** What is told of what was dropped: at once, and then every ten seconds while it goes on. */
export interface Excess {
  readonly kind: ExcessKind;
  /** How many were dropped since it was told last. */
  readonly count: number;
  /** What is allowed, or what was wrong, for people. */
  readonly detail: string;
  /** The link was ended, as it went on. */
  readonly cutOff: boolean;
}

/** What is known of data that has come on a channel. */
export interface Arrival {
  readonly label: string;
  readonly bytes: number;
  /** Whether it asks for the emergency stop. */
  readonly isStop: boolean;
}

/** How often the same is told, in ms. */
const TELL_MS = 10_000;

/** Seconds whose due may come at once. Messages that were sent in time come so when this side was held up. */
const BURST_SEC = { messages: 4, driving: 2 } as const;

/** After how many drops in {@link TELL_MS} the other side is cut off: what is dropped costs, too. */
const CUT_OFF_DROPS = 1_000;
/** The same for bytes, in seconds of the rate. */
const CUT_OFF_BYTES_SEC = 2;

/** What a drop counts towards the cut-off: what is expensive to refuse, or never happens by accident, counts more. */
const WEIGHTS: Readonly<Record<ExcessKind, number>> = {
  ...{ messages: 1, bytes: 1, driving: 2, control: 5, 'too-large': 5, nonsense: 5 },
  ...{ channels: 100, signals: 10 },
};

/** Emergency stops per second that are taken whatever else was sent. */
const STOPS: Rate = { perSec: 4, burst: 8 };

interface DropCount {
  count: number;
  detail: string;
  toldMs: number;
}

/** Decides what is taken of the other side. Plain values in, decisions out; the time is told. */
export class InboundBudget {
  readonly #limits: InboundLimits;
  readonly #tell: (excess: Excess) => void;
  readonly #messages: RateBudget;
  readonly #bytes: RateBudget;
  readonly #driving: RateBudget;
  readonly #control: RateBudget;
  readonly #stops: RateBudget;
  #opened: RateBudget;
  readonly #tallies = new Map<ExcessKind, DropCount>();
  #drops = 0;
  #droppedBytes = 0;
  #dropsSinceMs: number;

  /** @param tell - told of what is dropped, in few words */
  constructor(limits: InboundLimits, tell: (excess: Excess) => void, nowMs: number) {
    this.#limits = limits;
    this.#tell = tell;
    const budget = (perSec: number, of: keyof typeof BURST_SEC): RateBudget =>
      new RateBudget({ perSec, burst: perSec * BURST_SEC[of] }, nowMs);
    this.#messages = budget(limits.messagesPerSec, 'messages');
    this.#bytes = budget(limits.bytesPerSec, 'messages');
    this.#driving = budget(limits.drivingPerSec, 'driving');
    this.#control = budget(limits.controlPerSec, 'driving');
    this.#stops = new RateBudget(STOPS, nowMs);
    this.#opened = this.#channelBudget(nowMs);
    this.#dropsSinceMs = nowMs;
  }

  /** There is a new link, over which the other side opens its channels anew. */
  restart(nowMs: number): void {
    this.#opened = this.#channelBudget(nowMs);
  }

  /** Whether data that has come is looked at. */
  allows(arrival: Arrival, nowMs: number): boolean {
    return arrival.label.startsWith('rtcbot:')
      ? this.#allowsDriving(arrival, nowMs)
      : this.#allowsMessage(arrival, nowMs);
  }

  /** Whether one more data channel of the other side is used. @param open - how many it has */
  allowsChannel(open: number, nowMs: number): boolean {
    const { channels } = this.#limits;
    if (open < channels && this.#opened.spend(1, nowMs)) return true;
    this.drop('channels', `at most ${String(channels)} data channels`, nowMs);
    return false;
  }

  /** Count what is dropped. */
  drop(kind: ExcessKind, detail: string, nowMs: number, bytes = 0): void {
    const tally = this.#tallies.get(kind) ?? { count: 0, detail, toldMs: -Infinity };
    this.#tallies.set(kind, tally);
    tally.count++;
    tally.detail = detail;
    const cutOff = this.#isTooMuch(WEIGHTS[kind], bytes, nowMs);
    if (!cutOff && nowMs - tally.toldMs < TELL_MS) return;
    this.#tell({ kind, count: tally.count, detail, cutOff });
    Object.assign(tally, { count: 0, toldMs: nowMs });
  }

  #channelBudget(nowMs: number): RateBudget {
    const { channels } = this.#limits;
    return new RateBudget({ perSec: channels / (TELL_MS / 1000), burst: channels }, nowMs);
  }

  #allowsDriving({ label, bytes, isStop }: Arrival, nowMs: number): boolean {
    const { controlPerSec, drivingPerSec, maxDrivingBytes } = this.#limits;
    if (bytes > maxDrivingBytes) {
      this.drop('too-large', `at most ${String(maxDrivingBytes)} bytes for driving`, nowMs, bytes);
      return false;
    }
    // Whoever floods may still press stop.
    if (isStop && this.#stops.spend(1, nowMs)) return true;
    const isControl = label === 'rtcbot:control';
    if ((isControl ? this.#control : this.#driving).spend(1, nowMs)) return true;
    if (isControl)
      this.drop('control', `at most ${String(controlPerSec)} requests per second`, nowMs);
    else this.drop('driving', `at most ${String(drivingPerSec)} commands per second`, nowMs);
    return false;
  }

  #allowsMessage({ bytes }: Arrival, nowMs: number): boolean {
    const { messagesPerSec, bytesPerSec } = this.#limits;
    if (!this.#messages.spend(1, nowMs)) {
      this.drop('messages', `at most ${String(messagesPerSec)} messages per second`, nowMs, bytes);
      return false;
    }
    if (this.#bytes.spend(bytes, nowMs)) return true;
    this.drop('bytes', `at most ${String(bytesPerSec)} bytes per second`, nowMs, bytes);
    return false;
  }

  #isTooMuch(weight: number, bytes: number, nowMs: number): boolean {
    if (nowMs - this.#dropsSinceMs >= TELL_MS) {
      this.#dropsSinceMs = nowMs;
      this.#drops = this.#droppedBytes = 0;
    }
    this.#drops += weight;
    this.#droppedBytes += bytes;
    const mostBytes = this.#limits.bytesPerSec * CUT_OFF_BYTES_SEC;
    if (this.#drops < CUT_OFF_DROPS && this.#droppedBytes < mostBytes) return false;
    this.#drops = this.#droppedBytes = 0;
    return true;
  }
}
