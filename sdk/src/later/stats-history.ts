import type { StatsHistory as History } from '../connection/stats-history.js';
import type { ConnectionStats } from '../connection/stats.js';
import { parts } from './parts.js';

/** Statistics, if the second file is there. */
export class StatsHistory {
  #history: History | undefined;

  /** The summary of a report that was made now. */
  summarize(report: RTCStatsReport, connectionState: RTCPeerConnectionState): ConnectionStats {
    this.#history ??= new (parts().StatsHistory)();
    return this.#history.summarize(report, connectionState);
  }
}
