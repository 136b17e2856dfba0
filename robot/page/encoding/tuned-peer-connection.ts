/**
 * How video is encoded: the order of codecs, the limits of bit rates, and what is given up first on a poor link, on every
 * peer connection of the page. The SDK makes the peer connections; this puts itself between the browser and the SDK,
 * with nothing but standard API.
 *
 * @module
 */
import { RtcError } from '@rtcbot-web/sdk';
import type { EncoderReport, Encoding, PageSettings } from '../../wire/media.js';
import { tellHost } from '../host.js';
import type { Cameras } from '../media/cameras.js';
import { reportEncoders } from './encoder-report.js';
import { bestCodec, isCodec, tuneSender } from './sender-parameters.js';
import { SharedEncoding } from './shared-encoding.js';

const open = new Set<RTCPeerConnection>();
let codecs: readonly string[] = [];
let cameras: Cameras | undefined;
let shared: SharedEncoding | undefined;

/**
 * Tune every peer connection that is made from now on.
 * @throws RtcError `bad-argument` for a codec that this Chromium does not have
 */
export function installTuning(
  given: Cameras,
  { codecs: codecOrder, encoding }: Pick<PageSettings, 'codecs' | 'encoding'>,
): void {
  checkCodecs(codecOrder);
  cameras = given;
  codecs = codecOrder;
  if (encoding !== 'each') share(given, encoding);
  globalThis.RTCPeerConnection = TunedPeerConnection;
}

/**
 * Change the order of codecs, for operators that are there and for those to come.
 * @throws RtcError `bad-argument` for a codec that this Chromium does not have
 */
export async function setCodecs(codecOrder: readonly string[]): Promise<void> {
  checkCodecs(codecOrder);
  codecs = codecOrder;
  if (shared) shared.codecs = codecOrder;
  await tune();
}

/** Apply the limits of the cameras to what is being sent. */
export async function tune(): Promise<void> {
  await Promise.all([...open].map((pc) => tuneSenders(pc)));
}

/** What is being encoded now. */
export async function encoders(): Promise<EncoderReport[]> {
  const nameOf = (trackId: string | undefined): string => cameras?.nameOf(trackId) ?? '';
  const own = [...open].map((pc) => reportEncoders(pc, nameOf));
  return (await Promise.all([shared?.report() ?? [], ...own])).flat();
}

function share(given: Cameras, encoding: Encoding): void {
  if (SharedEncoding.isPossible) shared = new SharedEncoding(given, codecs, encoding);
  else if (encoding === 'shared') {
    const message = 'this Chromium cannot share encoders: each operator has one of its own';
    tellHost({ type: 'warning', message });
  }
}

class TunedPeerConnection extends RTCPeerConnection {
  constructor(configuration?: RTCConfiguration) {
    super(configuration);
    open.add(this);
  }

  override async setRemoteDescription(description: RTCSessionDescriptionInit): Promise<void> {
    await super.setRemoteDescription(description);
    if (description.type === 'offer') preferCodecs(this);
    else await tuneSenders(this);
  }

  override async setLocalDescription(description?: RTCLocalSessionDescriptionInit): Promise<void> {
    await super.setLocalDescription(description);
    if (this.signalingState === 'stable') await tuneSenders(this);
  }

  override addTrack(track: MediaStreamTrack, ...streams: MediaStream[]): RTCRtpSender {
    const sender = super.addTrack(track, ...streams);
    if (cameras?.nameOf(track.id) !== undefined) shared?.adopt(this, sender);
    return sender;
  }

  override close(): void {
    open.delete(this);
    shared?.release(this);
    super.close();
  }
}

/** What is not in the list stays behind it: an operator that knows only that one is better served than not at all. */
function preferCodecs(pc: RTCPeerConnection): void {
  if (codecs.length === 0) return;
  const known = RTCRtpReceiver.getCapabilities('video')?.codecs ?? [];
  const rank = ({ mimeType }: RTCRtpCodec): number => {
    const index = codecs.findIndex((name) => isCodec(mimeType, name));
    return index < 0 ? codecs.length : index;
  };
  const ordered = [...known].sort((a, b) => rank(a) - rank(b));
  for (const transceiver of pc.getTransceivers()) {
    if (transceiver.receiver.track.kind === 'video') transceiver.setCodecPreferences(ordered);
  }
}

async function tuneSenders(pc: RTCPeerConnection): Promise<void> {
  if (shared) return shared.settle(pc);
  const senders = pc.getSenders().filter(({ track }) => track?.kind === 'video');
  // One that is being closed, or changed by somebody else at the same time, is tuned the next time.
  await Promise.allSettled(
    senders.map((sender) => {
      const name = cameras?.nameOf(sender.track?.id);
      const maxBitrateBps = name === undefined ? 0 : cameras?.get(name).settings.maxBitrateBps;
      const codec = bestCodec(sender, codecs);
      return tuneSender(sender, { maxBitrateBps: maxBitrateBps ?? 0, codec });
    }),
  );
}

function checkCodecs(names: readonly string[]): void {
  const known = RTCRtpSender.getCapabilities('video')?.codecs ?? [];
  const usable = known.filter(({ mimeType }) => !/\/(rtx|red|ulpfec|flexfec.*)$/i.test(mimeType));
  for (const name of names) {
    if (usable.some(({ mimeType }) => isCodec(mimeType, name))) continue;
    const there = [...new Set(usable.map(({ mimeType }) => mimeType.slice('video/'.length)))];
    throw new RtcError(
      'bad-argument',
      `This Chromium does not encode "${name}". It has: ${there.join(', ')}.`,
    );
  }
}
