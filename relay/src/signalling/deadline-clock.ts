/** The longest time that a timer can take. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;
/** How often to look at most, however close to each other the deadlines are. */
const SHORTEST_WAIT_MS = 50;

/** Watches over the deadlines of many with one timer: one for each would be much of what a connection costs. */
export class DeadlineClock {
  readonly #onDue: (name: string) => void;
  /** In ms since 1970. */
  readonly #deadlines = new Map<string, number>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #wakesAtMs = Infinity;

  /** @param onDue - called when a deadline has come; it is forgotten then */
  constructor(onDue: (name: string) => void) {
    this.#onDue = onDue;
  }

  /**
   * Set the deadline of somebody, instead of the one before.
   * @param name - who
   * @param atMs - ms since 1970, however far away; Infinity: never
   */
  set(name: string, atMs: number): void {
    if (atMs === Infinity) {
      this.#deadlines.delete(name);
      return;
    }
    this.#deadlines.set(name, atMs);
    if (atMs < this.#wakesAtMs) this.#wakeAt(atMs);
  }

  /** Tell a deadline in ms since 1970; Infinity: there is none. */
  get(name: string): number {
    return this.#deadlines.get(name) ?? Infinity;
  }

  /** Forget a deadline; returns whether there was one. */
  delete(name: string): boolean {
    return this.#deadlines.delete(name);
  }

  /** Forget all. */
  close(): void {
    clearTimeout(this.#timer);
    this.#deadlines.clear();
    this.#wakesAtMs = Infinity;
  }

  #wakeAt(atMs: number) {
    clearTimeout(this.#timer);
    this.#wakesAtMs = atMs;
    if (atMs === Infinity) return;
    const waitMs = Math.min(Math.max(0, atMs - Date.now()), LONGEST_TIMER_MS);
    this.#timer = setTimeout(() => {
      this.#look(Date.now());
    }, waitMs).unref();
  }

  #look(nowMs: number) {
    const due: string[] = [];
    let nextMs = Infinity;
    for (const [name, atMs] of this.#deadlines)
      if (atMs <= nowMs) due.push(name);
      else if (atMs < nextMs) nextMs = atMs;
    this.#wakeAt(Math.max(nextMs, nowMs + SHORTEST_WAIT_MS));
    for (const name of due) if (this.#deadlines.delete(name)) this.#onDue(name);
  }
}
