/**
 * Calls `onLost` when the user turns away: the window loses the focus, the page is hidden or left. What is
 * held down then is let go unseen, or is meant for something else.
 *
 * @param signal - ends the watch
 * @returns a function that tells whether the page has the user's attention now
 */
export function watchAttention(onLost: () => void, signal: AbortSignal): () => boolean {
  let isBlurred = !document.hasFocus();
  const listen = (type: string, listener: () => void, capture = false): void => {
    addEventListener(type, listener, { capture, signal });
  };
  listen('blur', () => {
    isBlurred = true;
    onLost();
  });
  listen('focus', () => {
    isBlurred = false;
  });
  // Captured, so that what is said now goes out before connections close with their page.
  listen('pagehide', onLost, true);
  listen('visibilitychange', () => {
    if (document.visibilityState === 'hidden') onLost();
  });
  return () => !isBlurred && document.visibilityState === 'visible';
}

/** When an event happened, in ms since the epoch, by the wall clock of now. */
export function timestampOf(event: Event): number {
  return Date.now() - (performance.now() - event.timeStamp);
}
