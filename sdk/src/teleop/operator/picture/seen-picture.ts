import { pictureAgeNow, type FrameTimes } from './glass-to-glass.js';
import type { LinkQuality } from '../link-clock.js';

/**
 * What an element, or a page, shows of the robot's picture: the times of the newest frame on the screen; `unseen` while there is none that
 * the operator can see; undefined while something else is shown there.
 */
export type PictureOnScreen = FrameTimes | 'unseen' | undefined;

/** What the robot says of pictures. */
export interface PictureRules {
  /** Oldest picture by which it is driven; undefined: it needs none. */
  readonly timeoutMs: number | undefined;
  /** Whether no camera gives a picture. */
  readonly hasNoSignal: boolean;
}

/**
 * Which picture the operator saw last, and whether it is too old to drive by. Of several that are seen the oldest counts: who looks at it may
 * take it for what is now. While none is seen, the one that was seen last grows old. A machine of plain values.
 */
export class SeenPicture {
  #rules: PictureRules = { timeoutMs: undefined, hasNoSignal: false };
  #frame: FrameTimes | undefined;
  #hasScreens = false;
  #received: number | undefined;

  /** What the robot says. */
  get rules(): PictureRules {
    return this.#rules;
  }

  set rules(rules: PictureRules) {
    this.#rules = rules;
  }

  /** Look at what is on the screens. @returns whether any of them shows the robot's picture, or has */
  look(screens: readonly PictureOnScreen[]): boolean {
    const ours = screens.filter((one) => one !== undefined);
    if (ours.length > 0) this.#hasScreens = true;
    const seen = ours.filter((one) => one !== 'unseen');
    const [oldest] = seen.sort((one, other) => one.expectedDisplayTime - other.expectedDisplayTime);
    this.#frame = oldest ?? this.#frame;
    return this.#hasScreens;
  }

  /**
   * Note which frame has come in last, where no screen is known: the page may show it.
   * @param frame - another number for each frame; undefined: none has come
   */
  receive(frame: number | undefined, nowMs: number): void {
    if (frame === undefined || frame === this.#received) return;
    this.#received = frame;
    this.#frame = { expectedDisplayTime: nowMs };
  }

  /** How old it is, at most; undefined: none was seen. */
  ageMs(link: LinkQuality | undefined, nowMs: number): number | undefined {
    const { timeoutMs } = this.#rules;
    return this.#frame && pictureAgeNow(this.#frame, link, { nowMs, timeoutMs });
  }

  /** Whether the robot must not be driven by a picture of this age. */
  isTooOld(ageMs: number | undefined): boolean {
    const { timeoutMs, hasNoSignal } = this.#rules;
    return timeoutMs !== undefined && (hasNoSignal || (ageMs ?? Infinity) > timeoutMs);
  }
}

/** What the operator is told of a picture that is too old. */
export function handsOffText(ageMs: number | undefined, { hasNoSignal }: PictureRules): string {
  if (hasNoSignal) return 'The camera has no signal: hands off';
  if (ageMs === undefined) return 'No picture yet: hands off';
  const seconds = ageMs / 1000;
  const age = seconds < 60 ? `${seconds.toFixed(1)} s` : `${Math.floor(seconds / 60)} min`;
  return `Picture is ${age} old: hands off`;
}
