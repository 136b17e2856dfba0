/** The codec that shared encoders speak. */
const MIME_TYPE = 'video/h264';

/** Frames larger than a packet are cut; profiles by their first byte, of which every decoder knows the baseline. */
const IN_PIECES = /(^|;)\s*packetization-mode=1(;|$)/;
const BASELINE = /(^|;)\s*profile-level-id=42/i;

/** Whether H.264 is the first of these codecs; so it is of none. */
export function prefersH264(codecOrder: readonly string[]): boolean {
  const [first = 'H264'] = codecOrder;
  return first.toLowerCase() === 'h264';
}

/** The kind of H.264 that a shared encoder makes, if the other side has it. */
export function baselineOf<
  C extends { readonly mimeType: string; readonly sdpFmtpLine?: string | undefined },
>(codecs: readonly C[]): C | undefined {
  return codecs.find(
    ({ mimeType, sdpFmtpLine = '' }) =>
      mimeType.toLowerCase() === MIME_TYPE &&
      IN_PIECES.test(sdpFmtpLine) &&
      BASELINE.test(sdpFmtpLine),
  );
}
