import type { LinkQuality } from '../link-clock.js';

/** How old the picture on the screen is. */
export interface PictureAge {
  /** From the moment the robot's browser got the picture to the moment it is on the screen. */
  readonly latencyMs: number;
  /** How far off that can be. */
  readonly errorMs: number;
}

/** The parts of `requestVideoFrameCallback`'s metadata that tell how old a picture is. */
export interface FrameTimes {
  /** When it was captured, by our clock as the browser estimates it from the sender's reports. */
  readonly captureTime?: number | undefined;
  /** When it is expected on the screen. */
  readonly expectedDisplayTime: number;
}

/**
 * How exactly the sender tells the time of a picture: on one machine, where pixels can tell, Chromium was 0 to 11 ms early, up
 * to 16 while others wanted its processors, about the same for all pictures of a connection (e2e/picture-age.spec.ts).
 */
const REPORT_ERROR_MS = 20;

/**
 * Estimate how old the picture on the screen is. The browser maps the time of capture to our clock by half a round trip;
 * it is off by that much if all of the delay was on one way. What a camera takes before the robot's browser gets the
 * picture, and a screen after the browser hands it over, is not in it.
 * @returns undefined if the browser does not tell (only Chromium does), or nothing is known of the link
 */
export function estimatePictureAge(
  { captureTime, expectedDisplayTime }: FrameTimes,
  link: LinkQuality | undefined,
): PictureAge | undefined {
  if (captureTime === undefined || !link) return undefined;
  const errorMs = Math.max(link.rttMs, 2 * link.clockErrorMs) / 2 + link.jitterMs + REPORT_ERROR_MS;
  return { latencyMs: Math.max(0, expectedDisplayTime - captureTime), errorMs };
}

/** How much of an error counts as age, of the oldest that a picture may be: more, and a slow link could never be driven over. */
const MAX_ERROR_SHARE = 1 / 4;

/**
 * How old a picture that was put on the screen a while ago is now, at most: its age then, the error of that, and the time since. Where
 * the browser does not tell when it was captured, it was under way for no longer than a whole round trip, as far as anybody knows.
 * @param timeoutMs - the oldest that it may be
 */
export function pictureAgeNow(
  frame: FrameTimes,
  link: LinkQuality | undefined,
  {
    nowMs,
    timeoutMs = Infinity,
  }: { readonly nowMs: number; readonly timeoutMs?: number | undefined },
): number {
  const shownForMs = Math.max(0, nowMs - frame.expectedDisplayTime);
  const then = estimatePictureAge(frame, link);
  if (!then) return shownForMs + (link?.rttMs ?? 0);
  return shownForMs + then.latencyMs + Math.min(then.errorMs, timeoutMs * MAX_ERROR_SHARE);
}
