/** Something that has to be closed before its page goes. */
interface Closable {
  close(): Promise<void>;
  onClose(listener: () => void): unknown;
}

/**
 * Close it when the page is left: a browser that drops a page tells the other peer nothing, and that one would
 * wait half a minute for ICE to notice.
 */
export function closeWithPage(closable: Closable): void {
  const leave = (event: Event): void => {
    if (!(event as PageTransitionEvent).persisted) void closable.close();
  };
  globalThis.addEventListener('pagehide', leave);
  closable.onClose(() => {
    globalThis.removeEventListener('pagehide', leave);
  });
}
