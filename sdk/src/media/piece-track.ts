import { RtcError } from '../errors.js';
import { canvasTrack } from './canvas-track.js';
import { trackOfFrames } from './insertable-streams.js';
import { drawPicture, type Picture } from './picture.js';

/** What can be sent piece by piece: pictures as video, AudioData as audio. */
export type MediaPiece = Picture | AudioData;

/** A track of which the content is given piece by piece. */
export interface PieceTrack {
  readonly track: MediaStreamTrack;
  /** Show or play this, and close it if it can be closed; resolves when there is room for the next. */
  readonly put: (piece: MediaPiece) => Promise<void> | void;
}

/** How long sound waits in advance, in s, so that pieces that come a little late leave no gap. */
const PLAY_AHEAD_SEC = 0.05;

/** Make a track out of pieces to come; what is not of this kind is refused with `bad-argument`. */
export function pieceTrack(kind: 'audio' | 'video'): PieceTrack {
  const made = generatedTrack(kind) ?? (kind === 'video' ? drawnTrack() : playedTrack());
  return {
    ...made,
    put: (piece) => {
      if (kind === kindOf(piece)) return made.put(piece);
      throw new RtcError(
        'bad-argument',
        `That cannot be sent as ${kind}: video takes tracks, VideoFrames and canvases, audio takes tracks and AudioData.`,
      );
    },
  };
}

function kindOf(piece: MediaPiece): string | undefined {
  if ('numberOfFrames' in piece) return 'audio';
  return 'codedWidth' in piece || 'width' in piece ? 'video' : undefined;
}

/** Chromium: pieces become the track's content as they are. Pictures are stamped anew, as sources may be mixed. */
function generatedTrack(kind: 'audio' | 'video'): PieceTrack | undefined {
  const track = trackOfFrames(kind);
  if (!track) return undefined;
  const writer = track.writable.getWriter();
  return {
    track,
    put: (piece) => {
      const frame = 'numberOfFrames' in piece ? piece : stamped(piece);
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

function drawnTrack(): PieceTrack {
  const canvas = document.createElement('canvas');
  return {
    track: canvasTrack(canvas),
    put: (piece) => {
      drawPicture(canvas, piece as Picture);
    },
  };
}

function playedTrack(): PieceTrack {
  const context = new AudioContext();
  const destination = context.createMediaStreamDestination();
  let endSec = 0;
  const put = (piece: MediaPiece): void => {
    const data = piece as AudioData;
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
