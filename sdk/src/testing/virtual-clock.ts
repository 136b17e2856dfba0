import { waitMs, type Wait } from '../relay/machines/wait.js';

const RANDOM = 0.5;

interface Timer {
  readonly wait: Wait;
  readonly end: () => void;
}

/** Time that passes when it is told to, with tasks and named timers. */
export class VirtualClock {
  #timeMs = 0;
  readonly #agenda: { readonly atMs: number; readonly task: () => void }[] = [];
  readonly #timers = new Map<string, Timer>();
  readonly #planned = new WeakSet<Wait>();

  get nowMs(): number {
    return this.#timeMs;
  }

  /** Let time pass, and do what is due in it. */
  pass(ms: number): void {
    const endMs = this.#timeMs + ms;
    for (let next = this.#next(endMs); next; next = this.#next(endMs)) {
      this.#timeMs = next.atMs;
      this.#agenda.splice(this.#agenda.indexOf(next), 1);
      next.task();
    }
    this.#timeMs = endMs;
  }

  /** Do this after some time. */
  later(ms: number, task: () => void): void {
    this.#agenda.push({ atMs: this.#timeMs + ms, task });
  }

  /** As a `WaitTimer` of this name. */
  setTimer(name: string, wait: Wait | undefined, end: () => void): void {
    if (this.#timers.get(name)?.wait === wait) return;
    this.#timers.delete(name);
    if (!wait) return;
    const timer = { wait, end };
    this.#timers.set(name, timer);
    this.later(waitMs(wait, RANDOM), () => {
      if (this.#timers.get(name) !== timer) return;
      this.#timers.delete(name);
      end();
    });
  }

  /** As a timer that serves several waits: whatever comes next replaces what was planned, and nobody remembers that. */
  setOnce(name: string, wait: Wait | undefined, end: () => void): void {
    if (!wait || this.#planned.has(wait)) return;
    this.#planned.add(wait);
    this.setTimer(name, wait, end);
  }

  #next(endMs: number) {
    const due = this.#agenda.filter(({ atMs }) => atMs <= endMs);
    return due.length > 0 ? due.reduce((a, b) => (b.atMs < a.atMs ? b : a)) : undefined;
  }
}
