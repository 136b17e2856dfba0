/** `MediaStreamTrack.stats` of newer browsers, which TypeScript does not know. */
interface TrackWithStats {
  readonly stats: { readonly totalFrames: number };
}

/** Looks are counted, not time: a page that was frozen itself has missed them. */
const LOOKS = 8;
/** How often to look for a first picture. */
const FIRST_LOOK_MS = 20;

/** Whether the browser counts a camera's pictures. */
export function countsPictures(track: MediaStreamTrack): boolean {
  return 'stats' in track;
}

/**
 * Wait for a picture of a camera that was not among the `seen` first ones; resolves to how many there are then, or to
 * undefined when none has come for `stallMs`.
 */
export async function nextPicture(
  track: MediaStreamTrack,
  stallMs: number,
  seen = 0,
): Promise<number | undefined> {
  const lookMs = seen === 0 ? FIRST_LOOK_MS : stallMs / LOOKS;
  for (let looks = stallMs / lookMs; looks > 0; looks--) {
    await new Promise((resolve) => setTimeout(resolve, lookMs));
    const { totalFrames } = (track as unknown as TrackWithStats).stats;
    if (totalFrames > seen) return totalFrames;
  }
  return undefined;
}
