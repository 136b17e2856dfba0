import { summarize, type ConnectionStats } from './stats.js';

/** Reports that are closer together than this, in ms, are one call: Chromium gives the same report to both. */
const SAME_CALL_MS = 500;

interface Snapshot {
  readonly atMs: number;
  readonly report: RTCStatsReport | undefined;
}

/** Remembers the reports of one peer that rates are measured against; any number may ask. */
export class StatsHistory {
  readonly #startMs = Date.now();
  #older: Snapshot = { atMs: this.#startMs, report: undefined };
  #newer = this.#older;

  /** The summary of a report that was made now. */
  summarize(report: RTCStatsReport, connectionState: RTCPeerConnectionState): ConnectionStats {
    const atMs = Date.now();
    if (atMs - this.#newer.atMs > SAME_CALL_MS) {
      this.#older = this.#newer;
      this.#newer = { atMs, report };
    }
    const { report: before } = this.#older;
    return summarize(report, { connectionState, startMs: this.#startMs, before });
  }
}
