import { Listeners, type ListenOptions } from '../../../subscriptions/listeners.js';
import type { Subscriber } from '../../../subscriptions/subscription.js';
import type { LinkQuality } from '../link-clock.js';
import type { StateMessage } from '../../shared/wire.js';
import { handsOffText, SeenPicture, type PictureOnScreen } from './seen-picture.js';

/** What an {@link OperatorPicture} depends on. */
export interface OperatorPictureOptions {
  readonly link: () => LinkQuality | undefined;
  /** Another number for each frame that has come in; undefined before the first. */
  readonly received: () => number | undefined;
  /** It has become too old to drive by. */
  readonly onTooOld: () => void;
}

/**
 * How old the picture is that the operator sees, and whether the robot may be driven by it. `<rtc-video>` says what it shows; a page that
 * shows the picture by itself may do so with `addScreen`. Without either, what comes in counts as seen.
 */
export class OperatorPicture {
  readonly #options: OperatorPictureOptions;
  readonly #seen = new SeenPicture();
  readonly #screens = new Set<() => PictureOnScreen>();
  readonly #changes = new Listeners<boolean>();
  #isTooOld = false;

  /** Made with its connection. @internal */
  constructor(options: OperatorPictureOptions) {
    this.#options = options;
  }

  /** How old it is, in ms, at most as far as that can be known; undefined: none was seen yet. */
  get ageMs(): number | undefined {
    return this.#ageMs(performance.now());
  }

  /** The oldest by which the robot lets itself be driven, in ms; undefined: it needs none. */
  get timeoutMs(): number | undefined {
    return this.#seen.rules.timeoutMs;
  }

  /** Whether it is too old: what is held counts for nothing, until it was let go and the picture is live. */
  get isTooOld(): boolean {
    return this.#isTooOld;
  }

  /** What to tell the operator, such as "Picture is 1.2 s old: hands off"; empty if that is nothing. */
  get text(): string {
    return this.#isTooOld ? handsOffText(this.ageMs, this.#seen.rules) : '';
  }

  /** Call `listener` when it becomes too old, and when it is not any more. */
  onChange<S extends Subscriber<boolean>>(listener: S, options?: ListenOptions): S {
    return this.#changes.add(listener, options);
  }

  /**
   * Say what the operator sees of the robot's picture, from now on until `signal` ends that.
   * @param screen - returns the times of the newest frame that is on the screen, as `requestVideoFrameCallback` tells them;
   * `'unseen'` if the operator cannot see it; undefined if something else is shown
   * @example
   * ```ts
   * const shown = () => { video.requestVideoFrameCallback((_, times) => { newest = times; shown(); }); };
   * shown();
   * conn.teleop.picture.addScreen(() => newest ?? 'unseen', { signal });
   * ```
   */
  addScreen(screen: () => PictureOnScreen, { signal }: { readonly signal: AbortSignal }): void {
    if (signal.aborted) return;
    this.#screens.add(screen);
    signal.addEventListener('abort', () => this.#screens.delete(screen));
  }

  /** The robot has said how it stands. @internal */
  _obey({ pictureTimeoutMs: timeoutMs, noSignal }: StateMessage, nowMs: number): void {
    this.#seen.rules = { timeoutMs, hasNoSignal: noSignal === true };
    this._look(nowMs);
  }

  /** Look at the screens, and at the clock. @internal */
  _look(nowMs: number): void {
    const hasScreens = this.#seen.look([...this.#screens].map((screen) => screen()));
    if (!hasScreens && this.timeoutMs !== undefined) {
      this.#seen.receive(this.#options.received(), nowMs);
    }
    const isTooOld = this.#seen.isTooOld(this.#ageMs(nowMs));
    if (isTooOld === this.#isTooOld) return;
    this.#isTooOld = isTooOld;
    if (isTooOld) this.#options.onTooOld();
    this.#changes.emit(isTooOld);
  }

  /** What the robot is told; undefined: nothing, as nobody has looked. @internal */
  _report(nowMs: number): number | null | undefined {
    const ageMs = this.#ageMs(nowMs);
    if (ageMs !== undefined) return Math.ceil(ageMs);
    return this.timeoutMs === undefined ? undefined : null;
  }

  /** @internal */
  _close(): void {
    this.#screens.clear();
    this.#changes.clear();
  }

  #ageMs(nowMs: number): number | undefined {
    return this.#seen.ageMs(this.#options.link(), nowMs);
  }
}
