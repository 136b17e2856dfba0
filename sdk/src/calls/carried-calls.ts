import type { RTCConnection } from '../connection/rtc-connection.js';
import { CALLS_CHANNEL } from './call-wire.js';
import { linkHandler, type LinkListener } from './connection-calls.js';

/** Carries what is said about calls to where the handlers are, and back. */
export interface CarriedCalls {
  /** Send what the handlers' side answers. */
  readonly answer: (text: string) => void;
  /** Send what it asks; without a text, open the channel for that. */
  readonly ask: (text?: string) => void;
}

/**
 * The robot's side of calls on one connection whose handlers are elsewhere, as `acceptTeleop` is for driving: what comes is handed
 * on as a text. Call it before the connection negotiates; its own `call` and `expose` do nothing then.
 * @param onText - called with what is `asked` by the other side, or `answered`; without a text for each new link
 */
export function carryCalls(
  connection: RTCConnection,
  onText: (kind: 'asked' | 'answered', text?: string) => void,
): CarriedCalls {
  const sends: { answer?: (text: unknown) => boolean; ask?: (text: unknown) => boolean } = {};
  const listenerOf = (kind: 'asked' | 'answered', way: keyof typeof sends): LinkListener => ({
    onLink: (send) => {
      sends[way] = send;
      onText(kind);
    },
    onMessage: (text) => {
      if (typeof text === 'string') onText(kind, text);
    },
  });
  const asking = linkHandler(true, listenerOf('answered', 'ask'));
  let isOpened = false;
  connection._reserved.accept(CALLS_CHANNEL, linkHandler(true, listenerOf('asked', 'answer')));
  return {
    answer: (text) => {
      sends.answer?.(text);
    },
    ask: (text) => {
      if (text !== undefined) sends.ask?.(text);
      else if (!isOpened) {
        isOpened = true;
        connection._reserved.open(CALLS_CHANNEL, { ordered: true }, asking);
      }
    },
  };
}
