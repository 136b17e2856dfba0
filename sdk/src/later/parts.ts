/**
 * In the elements' CDN build, parts of the SDK that many pages never use are in its second file. The modules of this folder
 * take their places in the first one (`rollup.config.js` says which): they do the same as soon as the second is loaded.
 *
 * @module
 */
import { RtcError } from '../errors.js';
import type { StatsHistory } from '../connection/stats-history.js';
import type { readAudio } from '../media/audio-frames.js';
import type { pieceTrack } from '../media/piece-track.js';
import type { readVideo } from '../media/video-frames.js';
import type { createOperatorTeleop } from '../teleop/shared/channels.js';

/** What the second file brings. */
export interface LaterParts {
  readonly createOperatorTeleop: typeof createOperatorTeleop;
  readonly pieceTrack: typeof pieceTrack;
  readonly readAudio: typeof readAudio;
  readonly readVideo: typeof readVideo;
  readonly StatsHistory: typeof StatsHistory;
}

/** Where the second file leaves them; they come all at once. */
export const place = globalThis as { rtcbotParts?: LaterParts };

/**
 * The parts of the second file.
 * @throws RtcError `bad-state` while it is not loaded
 */
export function parts(): LaterParts {
  if (place.rtcbotParts) return place.rtcbotParts;
  throw new RtcError(
    'bad-state',
    'This is in rtcbot-drive.min.js: load it after rtcbot-components.min.js, or put one of its elements in the page.',
  );
}
