import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { StatsHistory } from './stats-history.js';
import { summarize } from './stats.js';

const reportOf = (...entries: { id: string }[]): RTCStatsReport =>
  new Map(entries.map((entry) => [entry.id, entry]));

/** What Chromium says of a call that sends and receives video; `atMs` is when. */
const chromium = (atMs: number, received: number, decoded: number): RTCStatsReport =>
  reportOf(
    { id: 'P', type: 'peer-connection', timestamp: atMs, dataChannelsOpened: 1 } as never,
    { id: 'T', type: 'transport', timestamp: atMs, selectedCandidatePairId: 'CP2' } as never,
    { id: 'CP1', type: 'candidate-pair', state: 'failed', currentRoundTripTime: 9 } as never,
    {
      id: 'CP2',
      type: 'candidate-pair',
      state: 'succeeded',
      nominated: true,
      localCandidateId: 'L',
      remoteCandidateId: 'R',
      currentRoundTripTime: 0.025,
      availableOutgoingBitrate: 2_500_000,
    } as never,
    { id: 'L', type: 'local-candidate', candidateType: 'relay', protocol: 'udp' } as never,
    { id: 'R', type: 'remote-candidate', candidateType: 'prflx', protocol: 'tcp' } as never,
    { id: 'C', type: 'codec', mimeType: 'video/VP8' } as never,
    {
      id: 'IV',
      type: 'inbound-rtp',
      kind: 'video',
      timestamp: atMs,
      codecId: 'C',
      bytesReceived: received,
      framesDecoded: decoded,
      framesPerSecond: 29,
      frameWidth: 640,
      frameHeight: 480,
      packetsLost: 3,
      jitter: 0.004,
      framesDropped: 2,
      freezeCount: 1,
      decoderImplementation: 'libvpx',
    } as never,
    {
      id: 'OV',
      type: 'outbound-rtp',
      kind: 'video',
      timestamp: atMs,
      codecId: 'C',
      remoteId: 'RI',
      bytesSent: 1000,
      framesEncoded: 10,
      frameWidth: 320,
      frameHeight: 240,
      encoderImplementation: 'ExternalEncoder',
      qualityLimitationReason: 'cpu',
    } as never,
    {
      id: 'RI',
      type: 'remote-inbound-rtp',
      kind: 'video',
      packetsLost: 7,
      jitter: 0.01,
      roundTripTime: 0.5,
    } as never,
    {
      id: 'D1',
      type: 'data-channel',
      messagesSent: 1,
      messagesReceived: 2,
      bytesSent: 10,
      bytesReceived: 20,
    } as never,
    {
      id: 'D2',
      type: 'data-channel',
      messagesSent: 3,
      messagesReceived: 0,
      bytesSent: 5,
      bytesReceived: 0,
    } as never,
  );

describe('summarize', () => {
  it("reads Chromium's report, with rates since the report before", () => {
    const report = chromium(12_000, 300_000, 90);
    const before = chromium(10_000, 50_000, 30);
    const summary = summarize(report, { connectionState: 'connected', startMs: 0, before });
    expect(summary).toEqual({
      connectionState: 'connected',
      roundTripMs: 25,
      availableOutgoingBps: 2_500_000,
      local: { type: 'relay', protocol: 'udp' },
      remote: { type: 'prflx', protocol: 'tcp' },
      video: {
        incoming: [
          {
            codec: 'VP8',
            width: 640,
            height: 480,
            framesPerSec: 30,
            bitrateBps: 1_000_000,
            packetsLost: 3,
            jitterMs: 4,
            framesDropped: 2,
            freezes: 1,
            implementation: 'libvpx',
            limitedBy: undefined,
          },
        ],
        outgoing: [
          {
            codec: 'VP8',
            width: 320,
            height: 240,
            framesPerSec: 0,
            bitrateBps: 0,
            packetsLost: 7,
            jitterMs: 10,
            framesDropped: undefined,
            freezes: undefined,
            implementation: 'ExternalEncoder',
            limitedBy: 'cpu',
          },
        ],
      },
      audio: { incoming: [], outgoing: [] },
      messages: { sent: 4, received: 2, bytesSent: 15, bytesReceived: 20 },
      report,
    });
  });

  it('computes rates since the start when there is no report before, or none of the track', () => {
    const report = chromium(12_000, 300_000, 90);
    for (const before of [undefined, reportOf()]) {
      const { video } = summarize(report, { connectionState: 'connected', startMs: 9000, before });
      expect(video.incoming[0]).toMatchObject({ framesPerSec: 30, bitrateBps: 800_000 });
    }
  });

  it("reads Firefox's report, which marks the path in use and knows no transport", () => {
    const report = reportOf(
      { id: 'a', type: 'candidate-pair', selected: false, state: 'succeeded' } as never,
      {
        id: 'b',
        type: 'candidate-pair',
        selected: true,
        nominated: true,
        state: 'succeeded',
        localCandidateId: 'l',
        remoteCandidateId: 'r',
      } as never,
      { id: 'l', type: 'local-candidate', candidateType: 'host', protocol: 'udp' } as never,
      { id: 'r', type: 'remote-candidate', candidateType: 'srflx', protocol: 'udp' } as never,
      { id: 'c', type: 'codec', mimeType: 'audio/opus' } as never,
      {
        id: 'o',
        type: 'outbound-rtp',
        kind: 'audio',
        mediaType: 'audio',
        timestamp: 2000,
        codecId: 'c',
        remoteId: 'ri',
        bytesSent: 4000,
        packetsSent: 50,
      } as never,
      {
        id: 'ri',
        type: 'remote-inbound-rtp',
        kind: 'audio',
        packetsLost: 1,
        jitter: 0.002,
        roundTripTime: 0.03,
      } as never,
    );
    const summary = summarize(report, {
      connectionState: 'connected',
      startMs: 1000,
      before: undefined,
    });
    expect(summary).toMatchObject({
      roundTripMs: 30,
      local: { type: 'host', protocol: 'udp' },
      remote: { type: 'srflx', protocol: 'udp' },
      audio: {
        incoming: [],
        outgoing: [{ codec: 'opus', bitrateBps: 32_000, packetsLost: 1, jitterMs: 2 }],
      },
    });
    expect(summary.audio.outgoing[0]!.framesPerSec).toBeUndefined();
  });

  it('makes of an empty report an empty summary', () => {
    const summary = summarize(reportOf(), { connectionState: 'new', startMs: 0 });
    expect(summary).toMatchObject({
      roundTripMs: undefined,
      local: { type: undefined, protocol: undefined },
      video: { incoming: [], outgoing: [] },
      messages: { sent: 0, received: 0, bytesSent: 0, bytesReceived: 0 },
    });
  });
});

describe('StatsHistory', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: 10_000 });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('measures against the call before, and takes calls close together for one', () => {
    const history = new StatsHistory();
    const bitrate = (atMs: number, received: number) => {
      vi.setSystemTime(atMs);
      const summary = history.summarize(chromium(atMs, received, 0), 'connected');
      return summary.video.incoming[0]!.bitrateBps;
    };
    expect(bitrate(12_000, 1000), 'since the start').toBe(4000);
    expect(bitrate(12_010, 1000), 'somebody else asks').toBeCloseTo(8000 / 2.01);
    expect(bitrate(13_000, 3000), 'since 12 s').toBe(16_000);
    expect(bitrate(13_020, 3000), 'since 12 s as well').toBeCloseTo(16_000 / 1.02);
  });
});
