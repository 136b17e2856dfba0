/** What {@link RTCConnection.getStats} says, as a function of the browser's report. */

/** One track of a connection, in or out. What the browser does not tell is undefined. */
export interface TrackStats {
  /** Such as `VP8` or `opus`. */
  readonly codec: string | undefined;
  /** Video only. */
  readonly width: number | undefined;
  /** Video only. */
  readonly height: number | undefined;
  /** Video frames decoded or encoded in each second, since the call before. */
  readonly framesPerSec: number | undefined;
  /** Payload, since the call before. */
  readonly bitrateBps: number;
  /** RTP packets, in all; of outgoing tracks as the other side reports them. */
  readonly packetsLost: number | undefined;
  /** Of outgoing tracks as the other side reports it. */
  readonly jitterMs: number | undefined;
  /** Video frames that came and were not shown, in all; incoming only. */
  readonly framesDropped: number | undefined;
  /** How often the video froze, in all; incoming only. */
  readonly freezes: number | undefined;
  /** Name of the encoder or decoder, such as `libvpx`. */
  readonly implementation: string | undefined;
  /** What keeps the quality down; outgoing video only. */
  readonly limitedBy: RTCQualityLimitationReason | undefined;
}

/** The tracks of one kind. */
export interface KindStats {
  /** What comes in. */
  readonly incoming: readonly TrackStats[];
  /** What goes out. */
  readonly outgoing: readonly TrackStats[];
}

/** Sums over all data channels, since the last time that the link was dialled. */
export interface MessageStats {
  /** Messages sent; a large one counts each of its parts. */
  readonly sent: number;
  /** Messages received; a large one counts each of its parts. */
  readonly received: number;
  /** Payload sent. */
  readonly bytesSent: number;
  /** Payload received. */
  readonly bytesReceived: number;
}

/** How the path to the other peer ends on one side. */
export interface CandidateStats {
  /** `relay` goes through a TURN server. */
  readonly type: RTCIceCandidateType | undefined;
  /** Between this side and the network: `udp` or `tcp`. */
  readonly protocol: string | undefined;
}

/** State of a connection in numbers. */
export interface ConnectionStats {
  /** As `conn.connectionState`. */
  readonly connectionState: RTCPeerConnectionState;
  /** There and back again; undefined until it is measured. */
  readonly roundTripMs: number | undefined;
  /** What the browser believes that the network carries, while it sends media. */
  readonly availableOutgoingBps: number | undefined;
  /** Our end of the path in use. */
  readonly local: CandidateStats;
  /** The other end of the path in use. */
  readonly remote: CandidateStats;
  /** Its video tracks. */
  readonly video: KindStats;
  /** Its audio tracks. */
  readonly audio: KindStats;
  /** Its data channels. */
  readonly messages: MessageStats;
  /** All that the browser says. */
  readonly report: RTCStatsReport;
}

/** What is used of the entries of a report. @see https://www.w3.org/TR/webrtc-stats/ */
interface Entry {
  readonly id: string;
  readonly type: string;
  readonly timestamp: number;
  readonly kind?: string;
  readonly codecId?: string;
  readonly mimeType?: string;
  readonly frameWidth?: number;
  readonly frameHeight?: number;
  readonly framesDecoded?: number;
  readonly framesEncoded?: number;
  readonly framesDropped?: number;
  readonly freezeCount?: number;
  readonly bytesReceived?: number;
  readonly bytesSent?: number;
  readonly messagesReceived?: number;
  readonly messagesSent?: number;
  readonly packetsLost?: number;
  readonly jitter?: number;
  readonly decoderImplementation?: string;
  readonly encoderImplementation?: string;
  readonly qualityLimitationReason?: RTCQualityLimitationReason;
  readonly remoteId?: string;
  readonly roundTripTime?: number;
  readonly selectedCandidatePairId?: string;
  readonly selected?: boolean;
  readonly currentRoundTripTime?: number;
  readonly availableOutgoingBitrate?: number;
  readonly localCandidateId?: string;
  readonly remoteCandidateId?: string;
  readonly candidateType?: RTCIceCandidateType;
  readonly protocol?: string;
}

/** What a report is measured against. */
export interface StatsBase {
  readonly connectionState: RTCPeerConnectionState;
  /** When there was nothing yet, in ms since the epoch. */
  readonly startMs: number;
  /** The report since which rates are computed; without one, since the start. */
  readonly before?: RTCStatsReport | undefined;
}

/** The summary of a report. */
export function summarize(report: RTCStatsReport, base: StatsBase): ConnectionStats {
  const entries = [...report.values()] as Entry[];
  const find = (id = ''): Entry | undefined => report.get(id) as Entry | undefined;
  // Chromium names the path in use in an entry of its own, Firefox marks it.
  const pair =
    find(entries.find((entry) => entry.selectedCandidatePairId)?.selectedCandidatePairId) ??
    entries.find((entry) => entry.selected);
  const end = (id?: string): CandidateStats => {
    const candidate = find(id);
    return { type: candidate?.candidateType, protocol: candidate?.protocol };
  };
  const tracks = (type: string, kind: string): TrackStats[] =>
    entries
      .filter((entry) => entry.type === type && entry.kind === kind)
      .map((entry) => trackStats(entry, find, base));
  const kindStats = (kind: string): KindStats => ({
    incoming: tracks('inbound-rtp', kind),
    outgoing: tracks('outbound-rtp', kind),
  });
  const channels = entries.filter(({ type }) => type === 'data-channel');
  const sum = (count: (entry: Entry) => number | undefined): number =>
    channels.reduce((total, entry) => total + (count(entry) ?? 0), 0);
  return {
    connectionState: base.connectionState,
    roundTripMs: toMs(
      pair?.currentRoundTripTime ?? entries.find((entry) => entry.roundTripTime)?.roundTripTime,
    ),
    availableOutgoingBps: pair?.availableOutgoingBitrate,
    local: end(pair?.localCandidateId),
    remote: end(pair?.remoteCandidateId),
    video: kindStats('video'),
    audio: kindStats('audio'),
    messages: {
      sent: sum((entry) => entry.messagesSent),
      received: sum((entry) => entry.messagesReceived),
      bytesSent: sum((entry) => entry.bytesSent),
      bytesReceived: sum((entry) => entry.bytesReceived),
    },
    report,
  };
}

function trackStats(
  entry: Entry,
  find: (id?: string) => Entry | undefined,
  { startMs, before }: StatsBase,
): TrackStats {
  const last = before?.get(entry.id) as Entry | undefined;
  const elapsedSec = Math.max(1, entry.timestamp - (last?.timestamp ?? startMs)) / 1000;
  const distant = entry.type === 'outbound-rtp' ? find(entry.remoteId) : entry;
  const bytes = (one?: Entry): number => one?.bytesReceived ?? one?.bytesSent ?? 0;
  const frames = (one?: Entry): number | undefined => one?.framesDecoded ?? one?.framesEncoded;
  const framesNow = frames(entry);
  return {
    codec: find(entry.codecId)?.mimeType?.split('/')[1],
    width: entry.frameWidth,
    height: entry.frameHeight,
    framesPerSec:
      framesNow === undefined ? framesNow : (framesNow - (frames(last) ?? 0)) / elapsedSec,
    bitrateBps: ((bytes(entry) - bytes(last)) * 8) / elapsedSec,
    packetsLost: distant?.packetsLost,
    jitterMs: toMs(distant?.jitter),
    framesDropped: entry.framesDropped,
    freezes: entry.freezeCount,
    implementation: entry.decoderImplementation ?? entry.encoderImplementation,
    limitedBy: entry.qualityLimitationReason,
  };
}

function toMs(seconds: number | undefined): number | undefined {
  return seconds === undefined ? seconds : seconds * 1000;
}
