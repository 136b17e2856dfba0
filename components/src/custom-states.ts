/** What an element can be styled by: `:state(live)` and so on. */
export type CustomState = 'connecting' | 'live' | 'stale' | 'failed';

/** Keeps the one custom state of an element. Browsers without custom states go without. */
export class CustomStates<S extends string = CustomState> {
  readonly #states: CustomStateSet | undefined;
  #current: readonly S[] = [];

  /** @param element - whose state this is */
  constructor(element: HTMLElement) {
    try {
      this.#states = element.attachInternals().states;
    } catch {
      this.#states = undefined; // no ElementInternals, or a page that polyfills it badly
    }
  }

  /** Make these the ones that hold, and no other. */
  set(...states: readonly S[]): void {
    const former = this.#current;
    try {
      for (const state of former) if (!states.includes(state)) this.#states?.delete(state);
      for (const state of states) if (!former.includes(state)) this.#states?.add(state);
    } catch {
      // Chromium before 125 takes only names that start with two dashes
    }
    this.#current = states;
  }
}
