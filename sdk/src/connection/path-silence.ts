/**
 * Whether anything still comes in over the path to the robot. Heartbeats that stay unanswered are a reason to look; what tells is
 * that no byte comes in, though each of our heartbeats is acknowledged by the other browser, whatever its programs do.
 *
 * @module
 */

/** How often it is looked. */
const LOOK_MS = 150;
/** Longest time between two looks after which we were not asleep ourselves. */
const AWAKE_MS = 450;
/** Heartbeats that are unanswered for so long are a reason to count. */
const SUSPECT_MS = 600;
/** How long no byte may come in, while we are awake and count. */
const SILENT_MS = 500;

/** Judges by times and counts alone. Who was frozen or kept from working starts anew: what waits is counted first. */
export class PathJudge {
  #lookMs = -Infinity;
  #awakeSinceMs = 0;
  #bytes: number | undefined;
  #bytesMs = 0;

  /**
   * Look; to be called every 150 ms.
   * @param unansweredMs - since the last heartbeat that was answered; undefined before the first
   * @returns whether there is reason to count what comes in
   */
  look(nowMs: number, unansweredMs: number | undefined): boolean {
    if (nowMs - this.#lookMs > AWAKE_MS) this.#awakeSinceMs = nowMs;
    this.#lookMs = nowMs;
    const isSuspect = unansweredMs !== undefined && unansweredMs > SUSPECT_MS;
    if (!isSuspect) this.#bytes = undefined;
    return isSuspect;
  }

  /** So many bytes have come in until now. @returns whether the path is silent */
  count(nowMs: number, bytes: number): boolean {
    if (bytes !== this.#bytes) {
      this.#bytes = bytes;
      this.#bytesMs = nowMs;
    }
    return nowMs - Math.max(this.#bytesMs, this.#awakeSinceMs) > SILENT_MS;
  }
}

/** All that has come in over the paths in use, in bytes; undefined where the browser does not tell. */
export function bytesIn(report: RTCStatsReport): number | undefined {
  const entries = [...report.values()] as {
    readonly type: string;
    readonly selected?: boolean;
    readonly bytesReceived?: number;
  }[];
  // Chromium and Safari sum up what a transport gets, Firefox marks the path in use.
  const inUse = entries.filter(
    ({ type, selected }) => type === 'transport' || (type === 'candidate-pair' && selected),
  );
  const counts = inUse.flatMap(({ bytesReceived }) => bytesReceived ?? []);
  return counts.length === 0 ? undefined : counts.reduce((sum, count) => sum + count);
}

/** What a {@link SilenceWatch} looks at, and tells. */
export interface SilenceWatchOptions {
  /** Whether the browser says that the link is up. Its bad news is believed, and nothing added to it. */
  readonly isConnected: () => boolean;
  /** Since the last heartbeat that was answered, in ms; undefined before the first. */
  readonly unansweredMs: () => number | undefined;
  readonly report: () => Promise<RTCStatsReport | undefined>;
  /** The path is silent. Called again and again while it is. */
  readonly onSilent: () => void;
  /** Something has come in since. */
  readonly onHeard: () => void;
}

/** Looks until it is closed. */
export class SilenceWatch {
  readonly #options: SilenceWatchOptions;
  readonly #judge = new PathJudge();
  readonly #timer: ReturnType<typeof setInterval>;
  #isCounting = false;
  #isSilent = false;
  #closed = false;

  constructor(options: SilenceWatchOptions) {
    this.#options = options;
    this.#timer = setInterval(() => void this.#look(), LOOK_MS);
  }

  close(): void {
    this.#closed = true;
    clearInterval(this.#timer);
  }

  async #look(): Promise<void> {
    const { isConnected, unansweredMs } = this.#options;
    const isSuspect = this.#judge.look(performance.now(), unansweredMs());
    if (!isConnected()) this.#isSilent = false;
    else if (!isSuspect) this.#tell(false);
    else if (!this.#isCounting) {
      this.#isCounting = true;
      const bytes = await this.#bytes();
      this.#isCounting = false;
      if (bytes === undefined || this.#closed || !isConnected()) return;
      this.#tell(this.#judge.count(performance.now(), bytes));
    }
  }

  async #bytes(): Promise<number | undefined> {
    try {
      const report = await this.#options.report();
      return report && bytesIn(report);
    } catch {
      return undefined; // the peer has just been closed
    }
  }

  #tell(isSilent: boolean): void {
    if (isSilent) this.#options.onSilent();
    else if (this.#isSilent) this.#options.onHeard();
    this.#isSilent = isSilent;
  }
}
