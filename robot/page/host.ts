import type { HostApi, PageMessage } from '../src/bridge-messages.js';
import { createLane } from './lanes.js';

declare global {
  // A function that the host puts into the page.
  var rtcbotHostToken: HostApi['rtcbotHostToken'];
}

const outbox = createLane('messages', {
  onOverflow: () => {
    tellHost({ type: 'warning', message: 'operators send faster than messages are taken' });
  },
});

/** Tell the host something, in order; operators' messages may be lost when it takes too long. */
export function tellHost(message: PageMessage): void {
  outbox.push(JSON.stringify(message), message.type === 'message');
}

/** The token for the relay. */
export function askToken(): Promise<string> {
  return globalThis.rtcbotHostToken();
}
