/**
 * How video is encoded: the order of codecs, the limits of bit rates, and what is given up first on a poor link, on every
 * peer connection of the page. The SDK makes the peer connections; this puts itself between the browser and the SDK,
 * with nothing but standard API.
 *
 * @module
 */
import { RtcError } from '@rtcbot-web/sdk';
import type { EncoderReport } from '../../wire/media.js';
import type { Cameras } from '../media/cameras.js';
import { reportEncoders } from './encoder-report.js';

/** An encoding of newer browsers: its codec can be changed without negotiation. TypeScript does not know it. */
type EncodingWithCodec = RTCRtpEncodingParameters & { codec?: RTCRtpCodec };

const open = new Set<RTCPeerConnection>();
let codecs: readonly string[] = [];
let cameras: Cameras | undefined;

/**
 * Tune every peer connection that is made from now on.
 * @throws RtcError `bad-argument` for a codec that this Chromium does not have
 */
export function installTuning(given: Cameras, codecOrder: readonly string[]): void {
  checkCodecs(codecOrder);
  cameras = given;
  codecs = codecOrder;
  globalThis.RTCPeerConnection = TunedPeerConnection;
}

/**
 * Change the order of codecs, for operators that are there and for those to come.
 * @throws RtcError `bad-argument` for a codec that this Chromium does not have
 */
export async function setCodecs(codecOrder: readonly string[]): Promise<void> {
  checkCodecs(codecOrder);
  codecs = codecOrder;
  await tune();
}

/** Apply the limits of the cameras to what is being sent. */
export async function tune(): Promise<void> {
  await Promise.all([...open].map((pc) => tuneSenders(pc)));
}

/** What is being encoded now. */
export async function encoders(): Promise<EncoderReport[]> {
  const nameOf = (trackId: string | undefined): string => cameras?.nameOf(trackId) ?? '';
  return (await Promise.all([...open].map((pc) => reportEncoders(pc, nameOf)))).flat();
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

  override close(): void {
    open.delete(this);
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
  const senders = pc.getSenders().filter(({ track }) => track?.kind === 'video');
  // One that is being closed, or changed by somebody else at the same time, is tuned the next time.
  await Promise.allSettled(senders.map((sender) => tuneSender(sender)));
}

async function tuneSender(sender: RTCRtpSender): Promise<void> {
  const parameters = sender.getParameters();
  const [encoding] = parameters.encodings as EncodingWithCodec[];
  if (!encoding) return;
  const name = cameras?.nameOf(sender.track?.id);
  const limit = name === undefined ? 0 : cameras?.get(name).settings.maxBitrateBps;
  if (limit) encoding.maxBitrate = limit;
  else delete encoding.maxBitrate;
  const codec = codecs
    .map((wanted) => parameters.codecs.find(({ mimeType }) => isCodec(mimeType, wanted)))
    .find((found) => found !== undefined);
  if (codec) encoding.codec = codec;
  else delete encoding.codec;
  // Who drives needs the newest picture, not the sharpest one.
  parameters.degradationPreference = 'maintain-framerate';
  await sender.setParameters(parameters);
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

function isCodec(mimeType: string, name: string): boolean {
  return mimeType.toLowerCase() === `video/${name.toLowerCase()}`;
}
