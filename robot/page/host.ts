/** The page's end of what runs between it and its host. */
import type { HostApi, PageMessage, Stream } from '../wire/messages.js';
import { BATCHES_UNDER_WAY, Outbox } from '../wire/outbox.js';

declare global {
  // Functions that the host puts into the page.
  var rtcbotHostToken: HostApi['rtcbotHostToken'];
  var rtcbotHostProof: HostApi['rtcbotHostProof'];
  var rtcbotHostMessages: HostApi['rtcbotHostMessages'];
  var rtcbotHostDriving: HostApi['rtcbotHostDriving'];
}

const SEND: Readonly<Record<Stream, (batch: string) => void>> = {
  messages: (batch) => {
    globalThis.rtcbotHostMessages(batch);
  },
  driving: (batch) => {
    globalThis.rtcbotHostDriving(batch);
  },
};

/** Batches that are on their way to the host, oldest first. */
const underWay: Readonly<Record<Stream, (() => void)[]>> = { messages: [], driving: [] };

/** Make the outbox of a stream to the host. Without its host the page is about to be closed. */
export function createOutbox(
  stream: Stream,
  options: { readonly maxWaitingCharacters?: number; readonly onOverflow: (owner: string) => void },
): Outbox {
  return new Outbox({
    ...options,
    maxUnderWay: BATCHES_UNDER_WAY,
    deliver: (batch) =>
      new Promise<void>((resolve) => {
        underWay[stream].push(resolve);
        SEND[stream](batch);
      }),
    onFailure: () => undefined,
  });
}

/** The host has taken the oldest batch of a stream. */
export function onTaken(stream: Stream): void {
  underWay[stream].shift()?.();
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
  const isDroppable = message.type === 'message' || (message.type === 'call' && 'text' in message);
  outbox.push(JSON.stringify(message), isDroppable, owner);
}

/** The token for the relay. */
export function askToken(): Promise<string> {
  return globalThis.rtcbotHostToken();
}

/** The robot's signature of an answer. */
export const askProof: HostApi['rtcbotHostProof'] = (facts) => globalThis.rtcbotHostProof(facts);
