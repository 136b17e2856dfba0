/** An encoding of newer browsers: its codec can be changed without negotiation. TypeScript does not know it. */
type EncodingWithCodec = RTCRtpEncodingParameters & { codec?: RTCRtpCodec };

/** How a sender is to encode. */
export interface SenderTuning {
  /** Bits per second, at most; 0 for no limit. */
  readonly maxBitrateBps: number;
  /** One of the codecs that both sides have; undefined leaves the choice to the browsers. */
  readonly codec: RTCRtpCodec | undefined;
}

/**
 * Have a sender encode like this.
 * @throws DOMException if it is being closed, or changed by somebody else at the same time
 */
export async function tuneSender(
  sender: RTCRtpSender,
  { maxBitrateBps, codec }: SenderTuning,
): Promise<void> {
  const parameters = sender.getParameters();
  const [encoding] = parameters.encodings as EncodingWithCodec[];
  if (!encoding) return;
  if (maxBitrateBps) encoding.maxBitrate = maxBitrateBps;
  else delete encoding.maxBitrate;
  if (codec) encoding.codec = codec;
  else delete encoding.codec;
  // Who drives needs the newest picture, not the sharpest one.
  parameters.degradationPreference = 'maintain-framerate';
  await sender.setParameters(parameters);
}

/** The best codec that both sides have, in this order of names; undefined where none of them is there. */
export function bestCodec(
  sender: RTCRtpSender,
  codecOrder: readonly string[],
): RTCRtpCodec | undefined {
  const { codecs } = sender.getParameters();
  return codecOrder
    .map((wanted) => codecs.find(({ mimeType }) => isCodec(mimeType, wanted)))
    .find((found) => found !== undefined);
}

/** Whether a MIME type is that of a codec's name, such as `H264`. */
export function isCodec(mimeType: string, name: string): boolean {
  return mimeType.toLowerCase() === `video/${name.toLowerCase()}`;
}
