/**
 * Calls `onLost` when the user turns away: the window loses the focus, the page is hidden or left. What is
 * held down then is let go unseen, or is meant for something else.
 *
 * @param signal - ends the watch
 * @returns a function that tells whether the page has the user's attention now
 */
export function watchAttention(onLost: () => void, signal: AbortSignal): () => boolean {
  let hasFocus = document.hasFocus();
  const lose = (): void => {
    hasFocus = false;
    onLost();
  };
  const look = (): void => {
    hasFocus = document.hasFocus();
  };
  const onVisibility = (): void => {
    if (document.hidden) onLost();
  };
  // `pagehide` is captured, so that what is said now goes out before connections close with their page.
  addEventListener('pagehide', lose, { capture: true, signal });
  addEventListener('blur', lose, { signal });
  addEventListener('focus', look, { signal });
  addEventListener('pageshow', look, { signal });
  addEventListener('visibilitychange', onVisibility, { signal });
  return () => hasFocus && !document.hidden;
}
