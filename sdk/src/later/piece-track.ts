import type { PieceTrack } from '../media/piece-track.js';
import { parts } from './parts.js';

/** A track of pieces, if the second file is there. */
export const pieceTrack = (kind: 'audio' | 'video'): PieceTrack => parts().pieceTrack(kind);
