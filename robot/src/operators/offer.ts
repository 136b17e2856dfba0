import { NegotiationError } from '@rtcbot-web/sdk/subscriptions';
import type { SessionDescription } from '@rtcbot-web/sdk/protocol';

const MAX_SDP_CHARACTERS = 60_000;
/** No page shows so many pictures, and each costs. */
const MAX_SECTIONS = 40;

/**
 * Take an offer out of what a web request brought.
 * @throws NegotiationError `bad-description` that says what is wrong with it
 */
export function parseOffer(value: unknown): SessionDescription {
  if (typeof value !== 'object' || value === null) {
    throw bad(
      `it is ${typeof value === 'string' ? 'a string: parse the JSON first' : 'no object'}`,
    );
  }
  const { type, sdp } = value as { readonly type?: unknown; readonly sdp?: unknown };
  if (type !== 'offer') throw bad('its type is not "offer"');
  if (typeof sdp !== 'string' || !sdp.startsWith('v=0')) throw bad('its sdp is not an SDP text');
  if (sdp.length > MAX_SDP_CHARACTERS) {
    throw bad(`its sdp has more than ${String(MAX_SDP_CHARACTERS)} characters`);
  }
  if ((sdp.match(/^m=/gm)?.length ?? 0) > MAX_SECTIONS) {
    throw bad(`its sdp has more than ${String(MAX_SECTIONS)} media sections`);
  }
  return { type, sdp };
}

function bad(why: string): NegotiationError {
  return new NegotiationError(
    'bad-description',
    `getLocalDescription() takes the {type: "offer", sdp} of a browser, but ${why}.`,
  );
}
