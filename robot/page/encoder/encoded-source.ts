/**
 * Frames that were encoded elsewhere, for an RTCRtpSender: in Chromium behind a flag, not yet in TypeScript's library of the DOM.
 *
 * @see https://github.com/w3c/webrtc-encoded-transform/blob/main/create-encoded-explainer.md
 */

/** Where a sender takes its frames from, in a worker. */
export interface EncodedSource {
  readonly writable: WritableStream<object>;
  /** Bits per second that the sender's link has for its picture. */
  readonly allocatedBitrate: number;
  onkeyframerequest: (() => void) | null;
  onbitrateinfochange: (() => void) | null;
}

/** A frame to be sent. */
export interface EncodedFrameInit {
  readonly type: 'key' | 'delta';
  readonly rtpTimestampWithoutOffset: number;
  readonly data: ArrayBuffer;
  readonly mimeType: string;
  readonly payloadType: number;
  /** By the worker's `performance.now()`. */
  readonly captureTime: number;
  readonly contributingSources: readonly number[];
  readonly width: number;
  readonly height: number;
}

/** What a worker has of all that. */
export interface EncodingScope {
  readonly RTCEncodedVideoFrame: new (init: EncodedFrameInit) => object;
  onrtcsenderencodedsource: ((event: { readonly encodedSource: EncodedSource }) => void) | null;
  onmessage: ((event: MessageEvent) => void) | null;
  postMessage(message: unknown): void;
}

/** A sender that takes such frames. */
export type EncodedSender = RTCRtpSender & {
  /** The worker gets an event with the {@link EncodedSource}; the sender must have no track. A new track ends it. */
  createEncodedSource(worker: Worker): Promise<void>;
};

/** Whether this browser has what a shared encoder needs. */
export function hasEncodedSources(): boolean {
  return (
    'createEncodedSource' in RTCRtpSender.prototype &&
    'VideoEncoder' in globalThis &&
    'MediaStreamTrackProcessor' in globalThis
  );
}

/** A track's frames as a stream; see {@link hasEncodedSources}. */
export function framesOf(track: MediaStreamTrack): ReadableStream<VideoFrame> {
  const { MediaStreamTrackProcessor: Processor } = globalThis as unknown as {
    readonly MediaStreamTrackProcessor: new (init: { track: MediaStreamTrack }) => {
      readonly readable: ReadableStream<VideoFrame>;
    };
  };
  return new Processor({ track }).readable;
}
