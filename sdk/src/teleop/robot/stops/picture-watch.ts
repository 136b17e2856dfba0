/** By how old a picture a robot may be driven. */
export interface PictureOptions {
  /**
   * Oldest picture that the driver may see, in ms, or `none` for a robot that is driven by sight or by a map. Default 700, for operators
   * that are sent pictures; a time that is set counts for all.
   */
  readonly pictureTimeoutMs: number | 'none';
  /** Whether it also counts for operators of whom nobody has said that they are sent pictures. */
  readonly alwaysNeedsPicture: boolean;
}

/** What an operator is sent: pictures of a camera, or nothing but words in their place. */
export type PictureSignal = 'live' | 'lost';

/** What is known of the picture of one operator. */
interface SeenPicture {
  /** When what it sees was captured, by our clock; undefined: it sees none, or does not say. */
  readonly atMs?: number | undefined;
  /** Undefined: nobody has said. */
  readonly signal?: PictureSignal | undefined;
}

/**
 * How old the picture is that each operator sees, and whether the robot may be driven by it. Operators report the age; between
 * two reports, and after the last one, it grows. A machine of plain values.
 */
export class PictureWatch {
  readonly #options: PictureOptions;
  readonly #seen = new Map<string, SeenPicture>();

  constructor(options: PictureOptions) {
    this.#options = options;
  }

  /** Oldest picture by which this operator may drive; undefined: it needs none. */
  timeoutMs(operatorId: string): number | undefined {
    const { pictureTimeoutMs, alwaysNeedsPicture } = this.#options;
    if (pictureTimeoutMs === 'none') return undefined;
    const isSent = this.#seen.get(operatorId)?.signal !== undefined;
    return isSent || alwaysNeedsPicture ? pictureTimeoutMs : undefined;
  }

  /** Whether no camera gives this operator a picture. */
  hasNoSignal(operatorId: string): boolean {
    return this.#seen.get(operatorId)?.signal === 'lost';
  }

  /** How old the picture is that this operator sees; undefined: it sees none, or does not say. */
  ageMs(operatorId: string, nowMs: number): number | undefined {
    const atMs = this.#seen.get(operatorId)?.atMs;
    return atMs === undefined ? undefined : Math.max(0, nowMs - atMs);
  }

  /** Whether this operator may drive, as far as its picture is concerned. */
  allowsMotion(operatorId: string | undefined, nowMs: number): boolean {
    if (operatorId === undefined) return true;
    const timeoutMs = this.timeoutMs(operatorId);
    if (timeoutMs === undefined) return true;
    const ageMs = this.ageMs(operatorId, nowMs) ?? Infinity;
    return ageMs <= timeoutMs && !this.hasNoSignal(operatorId);
  }

  /** When the picture that this operator sees will be too old if no newer one comes. */
  dueMs(operatorId: string | undefined): number | undefined {
    if (operatorId === undefined) return undefined;
    const timeoutMs = this.timeoutMs(operatorId);
    const atMs = this.#seen.get(operatorId)?.atMs;
    return timeoutMs === undefined || atMs === undefined ? undefined : atMs + timeoutMs;
  }

  /**
   * An operator reports how old its picture was.
   * @param pictureMs - when it said so; null: it sees none; undefined: it does not say, which makes nothing younger
   * @param travelMs - how long the report was under way
   */
  report(
    operatorId: string,
    pictureMs: number | null | undefined,
    travelMs: number,
    nowMs: number,
  ): void {
    if (pictureMs === undefined) return;
    const signal = this.#seen.get(operatorId)?.signal;
    const atMs = pictureMs === null ? undefined : nowMs - pictureMs - travelMs;
    this.#seen.set(operatorId, { atMs, signal });
  }

  /** Note what an operator is sent. @returns whether that is news */
  noteSignal(operatorId: string, signal: PictureSignal): boolean {
    const former = this.#seen.get(operatorId);
    this.#seen.set(operatorId, { ...former, signal });
    return former?.signal !== signal;
  }

  /** Another page of this operator is there: what the former one saw counts for nothing. */
  forgetSeen(operatorId: string): void {
    const former = this.#seen.get(operatorId);
    if (former) this.#seen.set(operatorId, { signal: former.signal });
  }

  /** An operator is gone. */
  forget(operatorId: string): void {
    this.#seen.delete(operatorId);
  }
}
