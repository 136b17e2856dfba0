import {
  isOldPicture,
  isSilent,
  type MediaFacts,
  type MediaStatus,
  type PictureFacts,
  type TrackState,
} from './media-status.js';

/** What an overlay says. */
export interface StatusText {
  /** The status in a few words; empty: nothing to say. */
  readonly label: string;
  /** What went wrong and what to do, if that is known. */
  readonly detail: string;
  /** That the picture on screen is old, and how old; empty if it is not. */
  readonly badge: string;
}

/** A time span in words: `3 s`, `2 min`. */
export function formatAge(ageMs: number): string {
  const seconds = Math.max(1, Math.floor(ageMs / 1000));
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min`;
}

/** Put a status into words. */
export function statusText(status: MediaStatus, facts: MediaFacts): StatusText {
  const { link, picture } = facts;
  const waitsForLink = status === 'connecting' || status === 'reconnecting';
  const trouble = status === 'failed' ? link?.error : waitsForLink ? link?.relayError : undefined;
  const problem = status === 'waiting' ? picture?.problem : undefined;
  const old = isOldPicture(status, facts);
  return {
    label: label(status, facts),
    detail: trouble?.message ?? problem ?? '',
    badge: old && picture ? `Not live: ${ageText(picture)}` : '',
  };
}

/** Pictures may still come from a robot whose program hangs. */
function ageText(picture: PictureFacts): string {
  const { lastFrameAgeMs = 0, silenceMs = 0 } = picture;
  const isLonger = isSilent(picture) && silenceMs > lastFrameAgeMs;
  return isLonger
    ? `no answer for ${formatAge(silenceMs)}`
    : `last picture ${formatAge(lastFrameAgeMs)} ago`;
}

function label(status: MediaStatus, { link, track, picture }: MediaFacts): string {
  const what = picture ? 'picture' : 'sound';
  switch (status) {
    case 'connecting':
      return link?.robotId ? `Connecting to ${link.robotId}` : 'Connecting';
    case 'robot-offline':
      return `${link?.robotId ?? 'The robot'} is offline. Waiting for it.`;
    case 'reconnecting':
      return 'Connection lost. Reconnecting.';
    case 'waiting':
      return `Waiting for the ${what}`;
    case 'stale':
      return picture && isSilent(picture) ? 'The robot does not answer.' : stopped(what, track);
    case 'failed':
      return 'Connection failed';
    case 'closed':
      return 'Disconnected';
    case 'paused':
      return 'Paused';
    case 'live':
      return 'Live';
    default:
      return '';
  }
}

function stopped(what: string, track: TrackState): string {
  if (track === 'ended') return `The robot has ended the ${what}.`;
  if (track === 'muted') return `The robot sends no ${what} now.`;
  return `The ${what} has stopped.`;
}
