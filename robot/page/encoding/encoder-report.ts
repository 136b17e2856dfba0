import type { EncoderReport } from '../../wire/media.js';

/** The parts of WebRTC's statistics that are read here. */
interface OutboundVideo extends RTCOutboundRtpStreamStats {
  readonly encoderImplementation?: string;
  readonly keyFramesEncoded?: number;
  readonly powerEfficientEncoder?: boolean;
}

interface Sample {
  readonly bytes: number;
  readonly timestampMs: number;
}

/** What each stream had sent at the last report. */
const samples = new WeakMap<RTCPeerConnection, Map<string, Sample>>();

/** Report what a peer connection encodes, and with what. */
export async function reportEncoders(
  pc: RTCPeerConnection,
  cameraOf: (trackId: string | undefined) => string,
): Promise<EncoderReport[]> {
  const stats = new Map<string, unknown>();
  (await pc.getStats()).forEach((entry: unknown, id) => stats.set(id, entry));
  return [...stats.values()].filter(isOutboundVideo).flatMap((stream) => {
    const source = stats.get(stream.mediaSourceId ?? '') as
      { trackIdentifier?: string } | undefined;
    // What was encoded elsewhere has no source here.
    if (!source) return [];
    const codec = stats.get(stream.codecId ?? '') as { mimeType?: string } | undefined;
    return {
      camera: cameraOf(source.trackIdentifier),
      codec: codec?.mimeType?.replace('video/', '') ?? '',
      implementation: stream.encoderImplementation ?? 'unknown',
      ...(stream.powerEfficientEncoder === undefined
        ? {}
        : { hardware: stream.powerEfficientEncoder }),
      width: stream.frameWidth ?? 0,
      height: stream.frameHeight ?? 0,
      framesPerSecond: stream.framesPerSecond ?? 0,
      bitrateBps: bitrateOf(pc, stream),
      limitedBy: stream.qualityLimitationReason ?? 'none',
      viewers: 1,
      keyFrames: stream.keyFramesEncoded ?? 0,
    };
  });
}

/** A stream is listed once it has encoded something. */
function isOutboundVideo(entry: unknown): entry is OutboundVideo {
  const stream = entry as Partial<OutboundVideo>;
  if (stream.type !== 'outbound-rtp' || stream.kind !== 'video') return false;
  return Boolean(stream.framesEncoded);
}

function bitrateOf(pc: RTCPeerConnection, stream: OutboundVideo): number {
  const known = samples.get(pc) ?? new Map<string, Sample>();
  samples.set(pc, known);
  const last = known.get(stream.id);
  const now = { bytes: stream.bytesSent ?? 0, timestampMs: stream.timestamp };
  known.set(stream.id, now);
  if (!last || now.timestampMs <= last.timestampMs) return 0;
  return Math.round(((now.bytes - last.bytes) * 8_000) / (now.timestampMs - last.timestampMs));
}
