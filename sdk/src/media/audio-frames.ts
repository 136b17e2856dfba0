import { reportCallbackError } from '../subscriptions/listeners.js';
import { addCollector, COLLECTOR_NAME } from './audio-collector.js';
import { Frames } from './frames.js';
import { framesOfTrack } from './insertable-streams.js';
import { readFrames } from './video-frames.js';

/** The blocks that {@link AudioFrames} yield. */
export interface AudioBlockOptions {
  /** Samples per second; by default the browser's own rate. */
  readonly samplerate?: number | undefined;
  /** How many channels; by default as many as the track has. */
  readonly channels?: number | undefined;
  /** Samples per block and channel; by default what the browser delivers, 10 ms mostly. */
  readonly blocksize?: number | undefined;
}

/** How many blocks wait for a slow subscriber before the oldest are dropped. */
const MAX_BLOCKS = 50;
const DEFAULT_BLOCKSIZE = 480;

/** The sound of a track as AudioData, block by block, 50 of which wait for a slow subscriber. */
export class AudioFrames extends Frames<AudioData> {
  /**
   * @param options - the shape of the blocks
   * @param onWanted - called when somebody subscribes
   */
  constructor(options: AudioBlockOptions = {}, onWanted?: () => void) {
    super({
      type: 'AudioData',
      depth: MAX_BLOCKS,
      onWanted,
      read: (...input) => {
        readAudio(options, ...input);
      },
    });
  }
}

/** Call `onBlock` with each block of the sound of `track`, to be closed by it, until `signal` aborts. */
export function readAudio(
  options: AudioBlockOptions,
  track: MediaStreamTrack,
  onBlock: (block: AudioData) => void,
  signal: AbortSignal,
): void {
  const isAsDelivered = !Object.values(options).some(Boolean);
  const frames = isAsDelivered ? framesOfTrack<AudioData>(track) : undefined;
  if (frames) void readFrames(frames, onBlock, signal);
  else collect(track, options, onBlock, signal).catch(reportCallbackError);
}

async function collect(
  track: MediaStreamTrack,
  { samplerate, channels, blocksize = DEFAULT_BLOCKSIZE }: AudioBlockOptions,
  onBlock: (block: AudioData) => void,
  signal: AbortSignal,
): Promise<void> {
  const context = new AudioContext(samplerate ? { sampleRate: samplerate } : {});
  const numberOfChannels = channels ?? track.getSettings().channelCount ?? 1;
  signal.addEventListener('abort', () => void context.close());
  const source = context.createMediaStreamSource(new MediaStream([track]));
  await addCollector(context.audioWorklet);
  if (signal.aborted) return;
  const collector = new AudioWorkletNode(context, COLLECTOR_NAME, {
    numberOfOutputs: 0,
    channelCount: numberOfChannels,
    channelCountMode: 'explicit',
    processorOptions: { blocksize },
  });
  collector.port.onmessage = ({ data }: MessageEvent<[Float32Array<ArrayBuffer>, number]>) => {
    const { sampleRate } = context;
    onBlock(
      new AudioData({
        format: 'f32-planar',
        sampleRate,
        numberOfFrames: blocksize,
        numberOfChannels,
        timestamp: Math.round((data[1] * 1e6) / sampleRate),
        data: data[0],
      }),
    );
  };
  source.connect(collector);
}
