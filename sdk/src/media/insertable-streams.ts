/**
 * Tracks as streams of frames: in Chromium's windows, not yet in TypeScript's library of the DOM.
 *
 * @see https://www.w3.org/TR/mediacapture-transform/
 */

interface TrackProcessor<F> {
  readonly readable: ReadableStream<F>;
}

interface TrackGenerator<F> extends MediaStreamTrack {
  readonly writable: WritableStream<F>;
}

interface InsertableStreams {
  readonly MediaStreamTrackProcessor?: new <F>(init: {
    track: MediaStreamTrack;
  }) => TrackProcessor<F>;
  readonly MediaStreamTrackGenerator?: new <F>(init: { kind: string }) => TrackGenerator<F>;
}

/** A track's frames as a stream, where the browser can. */
export function framesOfTrack<F>(track: MediaStreamTrack): ReadableStream<F> | undefined {
  const { MediaStreamTrackProcessor: Processor } = globalThis as InsertableStreams;
  return Processor && new Processor<F>({ track }).readable;
}

/** A track fed through its `writable`, where the browser can. */
export function trackOfFrames<F = VideoFrame | AudioData>(
  kind: 'audio' | 'video' = 'video',
): TrackGenerator<F> | undefined {
  const { MediaStreamTrackGenerator: Generator } = globalThis as InsertableStreams;
  return Generator && new Generator<F>({ kind });
}
