import { watchAttention } from '../../inputs/attention.js';
import { COMMAND_RATE_HZ } from './command-sender.js';

/** One window from which a robot is driven. */
interface DrivingWindow {
  readonly hasAttention: () => boolean;
  readonly end: () => void;
  users: number;
}

/** What a {@link DrivingWindows} tells. */
export interface DrivingWindowsListener {
  /** The user turned away from all of the windows; `isHidden`: none of them can be seen any more. */
  readonly onAttentionLost: (isHidden: boolean) => void;
  /** Some time has passed, by the timers of a window that is not the page's own. */
  readonly onTick: () => void;
}

/**
 * The windows from which one robot is driven: the page's own, and pop-outs and frames that show elements of it. The user looks
 * at the page while one of them has the focus. Browsers slow the timers of a hidden page down, and a pop-out is often
 * used while its page is hidden: so each other window brings timers of its own.
 */
export class DrivingWindows {
  readonly #listener: DrivingWindowsListener;
  readonly #windows = new Map<Window, DrivingWindow>();

  constructor(listener: DrivingWindowsListener) {
    this.#listener = listener;
    this.#open(window);
  }

  /** Whether one of them is visible and has the focus. */
  get haveAttention(): boolean {
    return [...this.#windows.values()].some(({ hasAttention }) => hasAttention());
  }

  /** Count `view` as well, until `signal` ends it or the window is closed. */
  add(view: Window, signal: AbortSignal): void {
    if (signal.aborted) return;
    const added = this.#windows.get(view) ?? this.#open(view);
    added.users++;
    signal.addEventListener('abort', () => {
      if (--added.users === 0 && view !== window) this.#close(view);
    });
  }

  /** Watch none any more. */
  close(): void {
    for (const view of [...this.#windows.keys()]) this.#close(view);
  }

  #open(view: Window): DrivingWindow {
    const ending = new AbortController();
    const { signal } = ending;
    const opened = {
      hasAttention: watchAttention(() => this.#lost(), signal, view),
      end: () => {
        ending.abort();
      },
      users: 0,
    };
    this.#windows.set(view, opened);
    if (view === window) return opened;
    const timer = view.setInterval(this.#listener.onTick, 1000 / COMMAND_RATE_HZ);
    signal.addEventListener('abort', () => {
      view.clearInterval(timer);
    });
    const leave = (): void => {
      this.#close(view);
      this.#lost();
    };
    view.addEventListener('pagehide', leave, { signal });
    return opened;
  }

  #close(view: Window): void {
    this.#windows.get(view)?.end();
    this.#windows.delete(view);
  }

  #lost(): void {
    if (this.haveAttention) return;
    const isHidden = [...this.#windows.keys()].every(({ document }) => document.hidden);
    this.#listener.onAttentionLost(isHidden);
  }
}
