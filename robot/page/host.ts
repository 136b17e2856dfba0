import type { HostApi, PageMessage } from '../src/bridge-messages.js';
import { Outbox } from '../src/bridge-outbox.js';

declare global {
  // The functions that the host puts into the page.
  var rtcbotHostReceive: HostApi['rtcbotHostReceive'];
  var rtcbotHostToken: HostApi['rtcbotHostToken'];
}

const outbox = new Outbox({
  deliver: (batch) => globalThis.rtcbotHostReceive(batch),
  onOverflow: () => {
    tellHost({ type: 'warning', message: 'operators send faster than messages are taken' });
  },
  // Without its host the page is about to be closed.
  onFailure: () => undefined,
});

/** Tell the host something, in order; operators' messages may be lost when it takes too long. */
export function tellHost(message: PageMessage): void {
  outbox.push(JSON.stringify(message), message.type === 'message');
}

/** The token for the relay. */
export function askToken(): Promise<string> {
  return globalThis.rtcbotHostToken();
}
