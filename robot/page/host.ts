import type { HostApi, PageMessage } from '../wire/messages.js';
import { createOutbox } from './outboxes.js';

declare global {
  // Functions that the host puts into the page.
  var rtcbotHostToken: HostApi['rtcbotHostToken'];
  var rtcbotHostProof: HostApi['rtcbotHostProof'];
}

const outbox = createOutbox('messages', {
  onOverflow: (id) => {
    const message = `messages of operator ${id} are lost: it sends faster than they are taken`;
    tellHost({ type: 'warning', message });
  },
});

/** Tell the host something, in order; operators' messages may be lost when it takes too long. */
export function tellHost(message: PageMessage): void {
  const owner = 'id' in message ? message.id : undefined;
  outbox.push(JSON.stringify(message), message.type === 'message', owner);
}

/** The token for the relay. */
export function askToken(): Promise<string> {
  return globalThis.rtcbotHostToken();
}

/** The robot's signature of an answer. */
export const askProof: HostApi['rtcbotHostProof'] = (facts) => globalThis.rtcbotHostProof(facts);
