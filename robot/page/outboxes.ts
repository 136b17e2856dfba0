import type { HostApi, Stream } from '../wire/messages.js';
import { BATCHES_UNDER_WAY, Outbox } from '../wire/outbox.js';

declare global {
  // The functions that the host puts into the page.
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
