/**
 * Loads further files of the CDN build when elements in them are used.
 *
 * @module
 */
import { RtcError } from '@rtcbot-web/sdk';
import { RtcErrorEvent } from './events.js';
import { laterFileUrl } from './later-file-url.js';
import { warnOnce } from './warn-once.js';

const MAX_WAIT_MS = 30_000;

/** Where this file comes from; only known while it runs for the first time. */
const own = document.currentScript as HTMLScriptElement | null;

/**
 * Load the file `rtcbot-<name>.min.js` beside this one as soon as one of `tags` is in the document. While that fails, the
 * elements say so, in the page and by `rtc-error`, and it is tried again.
 */
export function loadWhenUsed(name: string, tags: readonly string[], version: string): void {
  const told = new WeakSet();
  let waitMs = 500;

  const unknown = (): Element[] => [
    ...document.querySelectorAll(`:is(${tags.join()}):not(:defined)`),
  ];

  const fail = (script: HTMLScriptElement): void => {
    script.remove();
    const message = `${script.src || `rtcbot-${name}`} could not be loaded: is it there, and does the page's CSP allow it? It is tried again.`;
    warnOnce(message);
    for (const element of unknown()) {
      if (told.has(element)) continue;
      told.add(element);
      // What an operator takes for a stop button must not be nothing at all.
      if (!element.hasChildNodes()) element.append(`<${element.localName}>: ${message}`);
      element.dispatchEvent(new RtcErrorEvent(new RtcError('load-failed', message)));
    }
    waitMs = Math.min(waitMs * 2, MAX_WAIT_MS);
    setTimeout(load, waitMs);
  };

  const load = (): void => {
    const script = document.createElement('script');
    script.onerror = () => fail(script);
    try {
      script.src = laterFileUrl(own?.src, name, version);
      script.crossOrigin = own?.crossOrigin ?? null;
      script.nonce = own?.nonce ?? '';
      document.head.append(script);
    } catch {
      fail(script);
    }
  };

  const look = (): void => {
    if (!unknown().length) return;
    observer.disconnect();
    load();
  };
  const observer = new MutationObserver(look);
  observer.observe(document, { childList: true, subtree: true });
  look();
}
