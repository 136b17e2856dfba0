/** The only file that knows how a page tells that it, or its network, is back. */
import type { ListenOptions } from '../subscriptions/listeners.js';

interface EventSource {
  addEventListener(type: string, listener: () => void, options: AddEventListenerOptions): void;
}

/**
 * Call `listener` when the network is back, or is another one (Chromium tells), or the page is shown again: pauses that a
 * browser has drawn out meanwhile need not be waited for. Nothing is made of `offline`: browsers say so of networks on which
 * the relay can be reached.
 */
export function onWake(listener: () => void, { signal }: Required<ListenOptions>): void {
  const { document, navigator } = globalThis as {
    readonly document?: Document;
    readonly navigator?: { readonly connection?: object };
  };
  const ifShown = (): void => {
    if (document?.visibilityState !== 'hidden') listener();
  };
  const sources: readonly (readonly [EventSource | undefined, string])[] = [
    ...(['online', 'pageshow'] as const).map((type) => [eventsOf(globalThis), type] as const),
    [eventsOf(navigator?.connection), 'change'],
    ...(['visibilitychange', 'resume'] as const).map((type) => [eventsOf(document), type] as const),
  ];
  const options = signal ? { signal } : {};
  for (const [source, type] of sources) source?.addEventListener(type, ifShown, options);
}

function eventsOf(target: object | undefined): EventSource | undefined {
  return target && 'addEventListener' in target ? (target as EventSource) : undefined;
}
