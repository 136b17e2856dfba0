/**
 * Tracks as streams of frames: in Chromium's windows, not yet in TypeScript's library of the DOM.
 *
 * @see https://www.w3.org/TR/mediacapture-transform/
 */

interface TrackProcessor<F> {
  readonly readable: ReadableStream<F>;
}

interface TrackGenerator extends MediaStreamTrack {
  readonly writable: WritableStream<VideoFrame>;
}

interface InsertableStreams {
  readonly MediaStreamTrackProcessor?: new <F>(init: {
    track: MediaStreamTrack;
  }) => TrackProcessor<F>;
  readonly MediaStreamTrackGenerator?: new (init: { kind: 'video' }) => TrackGenerator;
}

/** A track's frames as a stream, where the browser can. */
export function framesOfTrack<F>(track: MediaStreamTrack): ReadableStream<F> | undefined {
  const { MediaStreamTrackProcessor: Processor } = globalThis as InsertableStreams;
  return Processor && new Processor<F>({ track }).readable;
}

/** A video track fed through its `writable`, where the browser can. */
export function trackOfFrames(): TrackGenerator | undefined {
  const { MediaStreamTrackGenerator: Generator } = globalThis as InsertableStreams;
  return Generator && new Generator({ kind: 'video' });
}
