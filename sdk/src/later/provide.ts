/**
 * In the second file of the elements' CDN build: hands its parts to the first one.
 *
 * @module
 */
import { StatsHistory } from '../connection/stats-history.js';
import { readAudio } from '../media/audio-frames.js';
import { pieceTrack } from '../media/piece-track.js';
import { readVideo } from '../media/video-frames.js';
import { createOperatorTeleop } from '../teleop/shared/channels.js';
import { place } from './parts.js';

/** Put the parts where the first file looks for them, and say so. */
export function provide(): void {
  place.rtcbotParts = { createOperatorTeleop, pieceTrack, readAudio, readVideo, StatsHistory };
  document.dispatchEvent(new Event('rtcbot-parts'));
}
