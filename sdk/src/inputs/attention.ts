/**
 * Calls `onLost` when the user turns away: the window loses the focus, the page is hidden or left. What is
 * held down then is let go unseen, or is meant for something else.
 *
 * @param signal - ends the watch
 * @param view - the window to watch; by default the page's own
 * @returns a function that tells whether the window has the user's attention now
 */
export function watchAttention(
  onLost: () => void,
  signal: AbortSignal,
  view: Window = window,
): () => boolean {
  const { document } = view;
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
  view.addEventListener('pagehide', lose, { capture: true, signal });
  view.addEventListener('blur', lose, { signal });
  view.addEventListener('focus', look, { signal });
  view.addEventListener('pageshow', look, { signal });
  view.addEventListener('visibilitychange', onVisibility, { signal });
  return () => hasFocus && !document.hidden;
}
