/** `MediaStreamTrack.stats` of newer browsers, which TypeScript does not know. */
interface TrackWithStats {
  readonly stats?: { readonly totalFrames: number };
}

/** Looks are counted, not time: a page that was frozen itself has missed them. */
const LOOKS = 8;

/** How often to look for a first picture. */
const FIRST_LOOK_MS = 20;

const framesOf = (track: MediaStreamTrack): number =>
  (track as unknown as TrackWithStats).stats?.totalFrames ?? 0;

/** Wait for a camera's first picture; resolves to whether it came in time. */
export async function awaitFirstPicture(
  track: MediaStreamTrack,
  withinMs: number,
): Promise<boolean> {
  if (!('stats' in track)) return true;
  for (let looks = withinMs / FIRST_LOOK_MS; looks > 0; looks--) {
    if (framesOf(track) > 0) return true;
    await new Promise((resolve) => setTimeout(resolve, FIRST_LOOK_MS));
  }
  return false;
}

/** Notices a camera that is still there and gives no pictures, as cameras on a loose cable do. */
export class StallWatch {
  readonly #timer: ReturnType<typeof setInterval> | undefined;

  /** @param stallMs - how long it may give none: one that starts, or exposes in the dark, takes its time */
  constructor(track: MediaStreamTrack, stallMs: number, onStalled: () => void) {
    if (!('stats' in track)) return;
    let lastFrames = -1;
    let looks = 0;
    this.#timer = setInterval(() => {
      const frames = framesOf(track);
      looks = frames === lastFrames ? looks + 1 : 0;
      lastFrames = frames;
      if (looks < LOOKS) return;
      this.close();
      onStalled();
    }, stallMs / LOOKS);
  }

  /** Stop looking. */
  close(): void {
    clearInterval(this.#timer);
  }
}
