/** Which picture of a camera a viewer gets: the full one while its link carries that, else a smaller one. */
import type { Level } from './picture-sizes.js';

/** So long a viewer's share may be too small for what is sent before it gets a smaller picture. */
const SHORT_MS = 1_000;

/** So long after a change a share grows to what the link has. */
const GROWING_MS = 3_000;

/** What is sent may be that much more than the share. */
const TOLERANCE = 1.25;

/** So long a share must be large enough before a larger picture is tried; after each one that failed, twice as long. */
const CLIMB_MS = 4_000;
const MAX_CLIMB_MS = 64_000;

/** A larger picture that is given up again within this time has failed. */
const TRIAL_MS = 10_000;

/** A larger picture is tried with that much more than it needs at least. */
const CLIMB_ROOM = 1.2;

/** Shares grow with what is sent, so one that is that much more than that is not the link's limit. */
const UNUSED_SHARE = 2;

/** The bit rate of a group follows its members down to this part of what the best one has. */
const FOLLOWED_PART = 0.7;

/** How a viewer stands. */
export interface Standing {
  readonly level: Level;
  /** Since when. */
  readonly sinceMs: number;
  /** Since when its share is too small, or large enough for more. */
  readonly shortSinceMs?: number | undefined;
  readonly roomSinceMs?: number | undefined;
  /** How long it must have room before it gets a larger picture. */
  readonly climbMs: number;
}

/** What decides over a viewer's level; rates in bits per second. */
export interface Share {
  /** What its link has for this picture. */
  readonly allocatedBps: number;
  /** What its group sends. */
  readonly sentBps: number;
  /** What the next larger picture needs. */
  readonly largerBps: number;
  /** Whether frames have been left out because they would have come too late. */
  readonly isLate: boolean;
  /** The smallest picture that there is. */
  readonly lowest: Level;
}

/** How a viewer begins: with the full picture. */
export function newStanding(nowMs: number): Standing {
  return { level: 0, sinceMs: nowMs, climbMs: CLIMB_MS };
}

/** How a viewer stands from now on. */
export function nextStanding(standing: Standing, share: Share, nowMs: number): Standing {
  const { level } = standing;
  if (level > share.lowest) return { ...standing, level: share.lowest, sinceMs: nowMs };
  const next = {
    ...standing,
    shortSinceMs: isShort(share) ? (standing.shortSinceMs ?? nowMs) : undefined,
    roomSinceMs: hasRoom(share) ? (standing.roomSinceMs ?? nowMs) : undefined,
  };
  const isGrown = nowMs - standing.sinceMs >= GROWING_MS;
  const isTooShort = isGrown && nowMs - (next.shortSinceMs ?? nowMs) >= SHORT_MS;
  if (level < share.lowest && (share.isLate || isTooShort)) return fall(standing, nowMs);
  if (level > 0 && nowMs - (next.roomSinceMs ?? nowMs) >= standing.climbMs) {
    return { level: (level - 1) as Level, sinceMs: nowMs, climbMs: standing.climbMs };
  }
  return next;
}

function isShort({ sentBps, allocatedBps }: Share): boolean {
  return sentBps > allocatedBps * TOLERANCE;
}

function hasRoom(share: Share): boolean {
  if (isShort(share) || share.isLate) return false;
  const { allocatedBps, sentBps, largerBps } = share;
  return allocatedBps >= largerBps * CLIMB_ROOM || allocatedBps >= sentBps * UNUSED_SHARE;
}

/**
 * The bit rate of a group: what its members have, but for the sake of a slow one not much less than what the best one has.
 * @param shares - of its members, in bits per second
 */
export function groupBitrate(
  { minBps, maxBps }: { readonly minBps: number; readonly maxBps: number },
  shares: readonly number[],
): number {
  const [least, most] = [Math.min(...shares), Math.max(...shares)];
  const followed = Math.max(least, most * FOLLOWED_PART, minBps);
  return Math.round(Math.min(followed, maxBps));
}

function fall({ level, sinceMs, climbMs }: Standing, nowMs: number): Standing {
  const hasFailed = nowMs - sinceMs < TRIAL_MS;
  return {
    level: (level + 1) as Level,
    sinceMs: nowMs,
    climbMs: hasFailed ? Math.min(climbMs * 2, MAX_CLIMB_MS) : CLIMB_MS,
  };
}
