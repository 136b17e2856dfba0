/** `MediaStreamTrack.stats` of newer browsers, which TypeScript does not know. */
interface TrackWithStats {
  readonly stats?: { readonly totalFrames: number };
}

const LOOK_MS = 1_000;
/** A camera that starts, or exposes in the dark, may take its time. */
const STALLED_AFTER_LOOKS = 8;

/** Notices a camera that is still there and gives no pictures, as cameras on a loose cable do. */
export class StallWatch {
  readonly #timer: ReturnType<typeof setInterval> | undefined;

  constructor(track: MediaStreamTrack, onStalled: () => void) {
    if (!('stats' in track)) return;
    let lastFrames = -1;
    let looks = 0;
    this.#timer = setInterval(() => {
      const frames = (track as unknown as TrackWithStats).stats?.totalFrames ?? 0;
      looks = frames === lastFrames ? looks + 1 : 0;
      lastFrames = frames;
      if (looks < STALLED_AFTER_LOOKS) return;
      this.close();
      onStalled();
    }, LOOK_MS);
  }

  /** Stop looking. */
  close(): void {
    clearInterval(this.#timer);
  }
}
