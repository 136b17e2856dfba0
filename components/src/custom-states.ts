/** What an element can be styled by: `:state(live)` and so on. At most one holds. */
export type CustomState = 'connecting' | 'live' | 'stale' | 'failed';

/** Keeps the one custom state of an element. Browsers without custom states go without. */
export class CustomStates<S extends string = CustomState> {
  readonly #states: CustomStateSet | undefined;
  #current: S | undefined;

  /** @param element - whose state this is */
  constructor(element: HTMLElement) {
    try {
      this.#states = element.attachInternals().states;
    } catch {
      this.#states = undefined; // no ElementInternals, or a page that polyfills it badly
    }
  }

  /** Make `state` the one that holds; undefined: none. */
  set(state: S | undefined): void {
    if (state === this.#current) return;
    try {
      if (this.#current) this.#states?.delete(this.#current);
      if (state) this.#states?.add(state);
    } catch {
      // Chromium before 125 takes only names that start with two dashes
    }
    this.#current = state;
  }
}
