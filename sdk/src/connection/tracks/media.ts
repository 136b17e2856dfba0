import { RtcError } from '../../errors.js';
import type { MediaSample } from '../../media/sample-track.js';
import type { Source } from '../../subscriptions/subscription.js';
import type { MediaKind } from '../negotiation/peer.js';

/** What can be sent as a whole: a track, or a stream of which the first track of the kind is taken. */
export type Media = MediaStreamTrack | MediaStream;

/** What can be given to `putSubscription`: media, or whatever yields media or samples of it; null stops sending. */
export type MediaSource =
  Media | Source<Media> | Source<MediaSample> | Source<Media | MediaSample> | null;

/** Whether this is media as a whole. */
export function isMedia(value: object): value is Media {
  return 'getTracks' in value || ('kind' in value && 'enabled' in value);
}

/**
 * The track of this kind.
 * @throws RtcError `bad-argument` if there is none
 */
export function trackOf(media: Media, kind: MediaKind): MediaStreamTrack {
  const tracks = 'kind' in media ? [media] : media.getTracks();
  const track = tracks.find((one) => one.kind === kind);
  if (track) return track;
  throw new RtcError('bad-argument', `There is no ${kind} track in what was given.`);
}
