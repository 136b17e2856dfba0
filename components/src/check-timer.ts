/** Shortest and longest wait, in ms: neither a busy loop nor more than a timer can take. */
const MIN_WAIT_MS = 20;
const MAX_WAIT_MS = 60_000;

/** Calls back once after a while, unless it is set anew before. */
export class CheckTimer {
  readonly #host: { readonly _view: Window };
  readonly #onCheck: () => void;
  #cancel: (() => void) | undefined;

  /**
   * @param host - an element; the timers of the window that shows it are used, as those of a hidden one are late
   * @param onCheck - what to call
   */
  constructor(host: { readonly _view: Window }, onCheck: () => void) {
    this.#host = host;
    this.#onCheck = onCheck;
  }

  /** Call back in `waitMs`, which is brought within sensible limits; undefined: not at all. */
  set(waitMs: number | undefined): void {
    this.#cancel?.();
    this.#cancel = undefined;
    if (waitMs === undefined) return;
    const { _view: view } = this.#host;
    const withinMs = Math.min(Math.max(waitMs, MIN_WAIT_MS), MAX_WAIT_MS);
    const timer = view.setTimeout(this.#onCheck, withinMs);
    this.#cancel = () => {
      view.clearTimeout(timer);
    };
  }
}
