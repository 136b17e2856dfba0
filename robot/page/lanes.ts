import type { HostApi, Lane } from '../wire/messages.js';
import { BATCHES_UNDER_WAY, Outbox } from '../wire/outbox.js';

declare global {
  // The functions that the host puts into the page.
  var rtcbotHostMessages: HostApi['rtcbotHostMessages'];
  var rtcbotHostDriving: HostApi['rtcbotHostDriving'];
}

const SEND: Readonly<Record<Lane, (batch: string) => void>> = {
  messages: (batch) => {
    globalThis.rtcbotHostMessages(batch);
  },
  driving: (batch) => {
    globalThis.rtcbotHostDriving(batch);
  },
};

/** Batches that are on their way to the host, oldest first. */
const underWay: Readonly<Record<Lane, (() => void)[]>> = { messages: [], driving: [] };

/** Make the outbox of a lane to the host. Without its host the page is about to be closed. */
export function createLane(
  lane: Lane,
  options: { readonly maxWaitingCharacters?: number; readonly onOverflow: (owner: string) => void },
): Outbox {
  return new Outbox({
    ...options,
    maxUnderWay: BATCHES_UNDER_WAY,
    deliver: (batch) =>
      new Promise<void>((resolve) => {
        underWay[lane].push(resolve);
        SEND[lane](batch);
      }),
    onFailure: () => undefined,
  });
}

/** The host has taken the oldest batch of a lane. */
export function taken(lane: Lane): void {
  underWay[lane].shift()?.();
}
