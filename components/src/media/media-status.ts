/**
 * Which status a media element has, and what it tells people: decisions on plain values, apart from any DOM.
 *
 * @module
 */
import type { Liveness } from '@rtcbot-web/sdk';
import type { LinkFacts } from '../link/link-facts.js';
import type { CustomState } from '../custom-states.js';

/**
 * What an operator has to know of a picture or sound. Only `live` means that what is on screen is now:
 * `idle` nothing to show; `connecting`; `robot-offline` waiting for the robot; `waiting` connected, but nothing
 * has come yet; `stale` nothing comes any more; `reconnecting` the link is lost; `paused` by somebody;
 * `blocked` by the browser until a gesture; `hidden` page in the background; `failed`; `closed`.
 */
export type MediaStatus =
  | 'idle'
  | 'connecting'
  | 'robot-offline'
  | 'waiting'
  | 'live'
  | 'stale'
  | 'reconnecting'
  | 'paused'
  | 'blocked'
  | 'hidden'
  | 'failed'
  | 'closed';

/** What a media element can be styled by. */
export type MediaState = CustomState | Exclude<MediaStatus, 'robot-offline'> | 'offline';

/** What the tracks of the wanted kind are like; of several, the best one counts. */
export type TrackState = 'none' | 'live' | 'muted' | 'ended';

/** When pictures came. */
export interface PictureFacts {
  /** Age of the picture on screen; undefined before the first one. */
  readonly lastFrameAgeMs: number | undefined;
  /** How long no picture has come since one could be expected (again); undefined once one has. */
  readonly waitedMs: number | undefined;
  /** After how long without a picture it is no longer live. */
  readonly staleAfterMs: number;
  /** Whether the robot answers; undefined for one that never has, which may not know how. */
  readonly liveness?: Liveness | undefined;
  /** How long it has not. */
  readonly silenceMs?: number | undefined;
  /** Why the robot sends nothing, if it has said so. */
  readonly problem?: string | undefined;
}

/** All that decides about a status. */
export interface MediaFacts {
  /** The connection; undefined if the stream was given as `srcObject`. */
  readonly link: LinkFacts | undefined;
  /** Whether there is a stream. */
  readonly hasStream: boolean;
  readonly track: TrackState;
  /** Whether somebody wants it paused. */
  readonly paused: boolean;
  /** Whether the browser refuses to play. */
  readonly blocked: boolean;
  /** Whether the native element plays something. */
  readonly playing: boolean;
  readonly pageVisible: boolean;
  /** Undefined where there is no picture to watch: sound. */
  readonly picture: PictureFacts | undefined;
}

/** How the tracks are, taken together. */
export function trackState(
  tracks: readonly Pick<MediaStreamTrack, 'readyState' | 'muted'>[],
): TrackState {
  const running = tracks.filter(({ readyState }) => readyState === 'live');
  if (running.some(({ muted }) => !muted)) return 'live';
  if (running.length > 0) return 'muted';
  return tracks.length > 0 ? 'ended' : 'none';
}

/** Decide what holds. When in doubt, it is not live. */
export function mediaStatus(facts: MediaFacts): MediaStatus {
  if (!facts.link && !facts.hasStream) return 'idle';
  const problem = facts.link && linkProblem(facts.link);
  if (problem) return problem;
  if (facts.paused) return 'paused';
  if (!facts.hasStream || facts.track === 'none') return 'waiting';
  if (facts.blocked) return 'blocked';
  if (!facts.pageVisible) return 'hidden';
  const isOffline = facts.link?.robotOnline === false;
  if (!facts.picture) return isOffline ? 'robot-offline' : soundStatus(facts);
  const status = pictureStatus(facts.track, facts.picture);
  return status === 'stale' && isOffline ? 'robot-offline' : status;
}

function linkProblem(link: LinkFacts): MediaStatus | undefined {
  if (link.error || link.state === 'failed') return 'failed';
  if (link.closed || link.state === 'closed') return 'closed';
  if (link.state === 'connected') return undefined;
  if (link.robotOnline === false) return 'robot-offline';
  return link.hasBeenConnected ? 'reconnecting' : 'connecting';
}

function pictureStatus(track: TrackState, picture: PictureFacts): MediaStatus {
  const { lastFrameAgeMs, waitedMs, staleAfterMs } = picture;
  if (track === 'ended') return 'stale';
  if (lastFrameAgeMs === undefined) return 'waiting';
  if (isSilent(picture)) return 'stale';
  if (waitedMs !== undefined) return waitedMs < staleAfterMs ? 'waiting' : 'stale';
  return lastFrameAgeMs < staleAfterMs ? 'live' : 'stale';
}

/** Whether the robot answered once, and does not now: whatever still comes is not to be trusted. */
export const isSilent = ({ liveness = 'live' }: PictureFacts): boolean => liveness !== 'live';

function soundStatus({ track, playing }: MediaFacts): MediaStatus {
  if (track === 'ended') return 'stale';
  return track === 'live' && playing ? 'live' : 'waiting';
}

/** In how many milliseconds the status or its text may change by time alone; undefined: not at all. */
export function nextCheckMs(status: MediaStatus, { picture }: MediaFacts): number | undefined {
  if (status === 'idle' || status === 'hidden' || status === 'paused') return undefined;
  if (picture?.lastFrameAgeMs === undefined) return status === 'waiting' ? 250 : 1000;
  const { lastFrameAgeMs, waitedMs = 0, staleAfterMs } = picture;
  if (status === 'live') return staleAfterMs - lastFrameAgeMs;
  if (status === 'waiting') return staleAfterMs - waitedMs;
  return 1000 - (lastFrameAgeMs % 1000); // the next second of "last picture N s ago"
}

/** Statuses in which something is still to come. */
export const CONNECTING: ReadonlySet<MediaStatus> = new Set<MediaStatus>([
  'connecting',
  'robot-offline',
  'waiting',
  'reconnecting',
]);

/** Statuses in which a picture on screen is an old one, without anybody having wanted that. */
export const LOST: ReadonlySet<MediaStatus> = new Set<MediaStatus>([
  'robot-offline',
  'stale',
  'reconnecting',
  'failed',
  'closed',
]);

/** Whether an old picture is on screen that may be taken for a live one. */
export function isOldPicture(status: MediaStatus, facts: MediaFacts): boolean {
  return LOST.has(status) && facts.picture?.lastFrameAgeMs !== undefined;
}

/**
 * The custom states that go with a status: in rough terms what all elements have in common, and its own name, but that
 * `robot-offline` is called `offline`.
 */
export function customStates(status: MediaStatus, facts: MediaFacts): MediaState[] {
  const own = status === 'robot-offline' ? 'offline' : status;
  const common = commonState(status, facts);
  return common && common !== own ? [common, own] : [own];
}

function commonState(status: MediaStatus, facts: MediaFacts): CustomState | undefined {
  if (status === 'live' || status === 'failed') return status;
  if (status === 'stale' || isOldPicture(status, facts)) return 'stale';
  return CONNECTING.has(status) ? 'connecting' : undefined;
}
