import { afterEach, expect, it, vi } from 'vitest';
import { onWake } from './wake.js';

afterEach(() => {
  vi.unstubAllGlobals();
});

it('tells of another network, unless nobody sees the page, until it is aborted', () => {
  const connection = new EventTarget();
  const document = Object.assign(new EventTarget(), { visibilityState: 'visible' });
  vi.stubGlobal('navigator', { connection });
  vi.stubGlobal('document', document);
  const listening = new AbortController();
  const listener = vi.fn();
  onWake(listener, listening);
  const change = () => connection.dispatchEvent(new Event('change'));
  change();
  expect(listener).toHaveBeenCalledTimes(1);
  document.visibilityState = 'hidden';
  change();
  expect(listener).toHaveBeenCalledTimes(1);
  document.visibilityState = 'visible';
  listening.abort();
  change();
  expect(listener).toHaveBeenCalledTimes(1);
});
