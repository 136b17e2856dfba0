import { RtcError } from '../errors.js';
import { canvasTrack } from './canvas-track.js';
import { trackOfFrames } from './insertable-streams.js';
import { drawPicture, type Picture } from './picture.js';

/** What can be sent sample by sample: pictures as video, AudioData as audio. */
export type MediaSample = Picture | AudioData;

/** A track of which the content is given sample by sample. */
export interface SampleTrack {
  readonly track: MediaStreamTrack;
  /** Show or play this, and close it if it can be closed; resolves when there is room for the next. */
  readonly put: (sample: MediaSample) => Promise<void> | void;
}

/** How long sound waits in advance, in s, so that samples that come a little late leave no gap. */
const PLAY_AHEAD_SEC = 0.05;

/** Make a track out of samples to come; what is not of this kind is refused with `bad-argument`. */
export function sampleTrack(kind: 'audio' | 'video'): SampleTrack {
  const made = generatedTrack(kind) ?? (kind === 'video' ? paintedTrack() : playedTrack());
  return {
    ...made,
    put: (sample) => {
      if (kind === kindOf(sample)) return made.put(sample);
      throw new RtcError(
        'bad-argument',
        `That cannot be sent as ${kind}: video takes tracks, VideoFrames and canvases, audio takes tracks and AudioData.`,
      );
    },
  };
}

function kindOf(sample: MediaSample): string | undefined {
  if ('numberOfFrames' in sample) return 'audio';
  return 'codedWidth' in sample || 'width' in sample ? 'video' : undefined;
}

/** Chromium: samples become the track's content as they are. Pictures are stamped anew, as sources may be mixed. */
function generatedTrack(kind: 'audio' | 'video'): SampleTrack | undefined {
  const track = trackOfFrames(kind);
  if (!track) return undefined;
  const writer = track.writable.getWriter();
  return {
    track,
    put: (sample) => {
      const frame = 'numberOfFrames' in sample ? sample : stamped(sample);
      return frame && writer.write(frame).catch(() => undefined); // the track was stopped
    },
  };
}

function stamped(picture: Picture): VideoFrame | undefined {
  if ((picture as VideoFrame).codedWidth === 0) return undefined; // it was closed before
  const frame = new VideoFrame(picture, { timestamp: performance.now() * 1000 });
  if ('codedWidth' in picture) picture.close();
  return frame;
}

function paintedTrack(): SampleTrack {
  const canvas = document.createElement('canvas');
  return {
    track: canvasTrack(canvas),
    put: (sample) => {
      drawPicture(canvas, sample as Picture);
    },
  };
}

function playedTrack(): SampleTrack {
  const context = new AudioContext();
  const destination = context.createMediaStreamDestination();
  let endSec = 0;
  const put = (sample: MediaSample): void => {
    const data = sample as AudioData;
    const { numberOfFrames: length, numberOfChannels, sampleRate } = data;
    const buffer = new AudioBuffer({ length, numberOfChannels, sampleRate });
    for (let planeIndex = 0; planeIndex < numberOfChannels; planeIndex++) {
      data.copyTo(buffer.getChannelData(planeIndex), { planeIndex, format: 'f32-planar' });
    }
    data.close();
    const node = new AudioBufferSourceNode(context, { buffer });
    node.connect(destination);
    endSec = Math.max(endSec, context.currentTime + PLAY_AHEAD_SEC);
    node.start(endSec);
    endSec += buffer.duration;
  };
  const [track] = destination.stream.getAudioTracks() as [MediaStreamTrack];
  return { track, put };
}
