import { Listeners, type ListenOptions, type RTCConnection } from '@rtcbot-web/sdk';

/** The windows that show elements of one connection, and how many: the page's own, pop-outs, frames. */
class ShownWindows {
  readonly #elements = new Map<Window, number>();
  readonly changes = new Listeners<void>();

  get all(): readonly Window[] {
    return [...this.#elements.keys()];
  }

  add(view: Window, count: 1 | -1): void {
    const before = this.#elements.get(view) ?? 0;
    if (before + count > 0) this.#elements.set(view, before + count);
    else this.#elements.delete(view);
    if (before === 0 || before + count === 0) this.changes.emit();
  }
}

const shown = new WeakMap<RTCConnection, ShownWindows>();

function windowsOf(connection: RTCConnection): ShownWindows {
  const windows = shown.get(connection) ?? new ShownWindows();
  shown.set(connection, windows);
  return windows;
}

/** `view` shows an element of `connection`. @returns what ends that, to be called once */
export function showIn(connection: RTCConnection, view: Window): () => void {
  const windows = windowsOf(connection);
  windows.add(view, 1);
  return () => {
    windows.add(view, -1);
  };
}

/** The windows that show elements of `connection` now. */
export const shownIn = (connection: RTCConnection): readonly Window[] => windowsOf(connection).all;

/** Call `listener` when there is another window that does, or one less. */
export function onShownChange(
  connection: RTCConnection,
  listener: () => void,
  options?: ListenOptions,
): void {
  windowsOf(connection).changes.add(listener, options);
}
