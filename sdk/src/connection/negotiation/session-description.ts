import * as v from 'valibot';
import { NegotiationError } from '../../errors.js';
import { descriptionSchema, type SessionDescription } from '../../relay/relay-messages.js';
import { separateExtensionIds } from './extension-ids.js';
import { MAX_MESSAGE_BYTES } from '../messages/message-frames.js';
import { SendingPace, type SendingRates } from '../messages/sending-pace.js';

/** A line of every description that we send, which other implementations ignore. The number is that of the frames. */
const OUR_LINE = 'a=x-rtcbot-web:1';

/** Begins the line that says how large messages may be, in all their parts; missing where nothing was limited. */
const LIMIT_LINE = 'a=x-rtcbot-web-max-message:';

/** Begins the line that says how many messages, and how many bytes of them, may come per second; missing like the other. */
const RATES_LINE = 'a=x-rtcbot-web-rates:';

/** What a side takes, for the other side to keep to; what is left out is not limited. */
export interface TakenMessages {
  /** Largest message, in bytes. Others than our own kind are told so as well, as far as SDP can say it. */
  readonly maxMessageBytes?: number | undefined;
  readonly rates?: SendingRates | undefined;
}

/** The description as we send it: those of our own kind recognise each other. The browser itself never sees the lines. */
export function markOurs(sdp: string, { maxMessageBytes, rates }: TakenMessages = {}): string {
  const lines = [OUR_LINE];
  if (maxMessageBytes !== undefined) lines.push(`${LIMIT_LINE}${String(maxMessageBytes)}`);
  if (rates)
    lines.push(`${RATES_LINE}${String(rates.messagesPerSec)} ${String(rates.bytesPerSec)}`);
  return sdp
    .replace(/^m=/m, `${lines.join('\r\n')}\r\nm=`)
    .replace(/^a=max-message-size:(\d+)/gm, (line, said: string) =>
      maxMessageBytes === undefined
        ? line
        : `a=max-message-size:${String(Math.min(Number(said) || Infinity, maxMessageBytes))}`,
    );
}

/** Whether a description is of our own kind. */
export function isOurs(sdp: string): boolean {
  return sdp.includes(`\n${OUR_LINE}`);
}

/** Largest message, in bytes, that browsers send whatever the other side takes. */
const BROWSER_MESSAGE_BYTES = 262_144;

/** What a peer takes that does not say so, in bytes. Source: RFC 8841, section 6.1. */
const UNSAID_MESSAGE_BYTES = 65_536;

/** How messages go to the other side. */
export interface Sending {
  /** Whether it is of our own kind, so that it takes messages in frames. */
  readonly isOurs: boolean;
  /** Largest message, in bytes, that it takes in one piece. */
  readonly plainBytes: number;
  /** Largest message, in bytes, that it takes at all. */
  readonly mostBytes: number;
  /** How fast it takes them, over all channels; undefined if it did not say. */
  readonly pace?: SendingPace | undefined;
}

/**
 * How messages go to a side with this description.
 * @param before - how they went by its description before: what was sent then counts still
 */
export function sendingTo(sdp: string, before?: Sending): Sending {
  const said = Number(/^a=max-message-size:(\d+)/m.exec(sdp)?.[1] ?? UNSAID_MESSAGE_BYTES);
  const plainBytes = Math.min(said || Infinity, BROWSER_MESSAGE_BYTES);
  if (!isOurs(sdp)) return { isOurs: false, plainBytes, mostBytes: plainBytes };
  const [, taken] = /^a=x-rtcbot-web-max-message:(\d+)/m.exec(sdp) ?? [];
  const mostBytes = Number(taken ?? MAX_MESSAGE_BYTES);
  return { isOurs: true, plainBytes, mostBytes, pace: paceTo(sdp, before?.pace) };
}

function paceTo(sdp: string, before: SendingPace | undefined): SendingPace | undefined {
  const [, messages, bytes] = /^a=x-rtcbot-web-rates:(\d+) (\d+)/m.exec(sdp) ?? [];
  const [messagesPerSec, bytesPerSec] = [Number(messages), Number(bytes)];
  if (!messagesPerSec || !bytesPerSec) return undefined;
  const isSame =
    before?.rates.messagesPerSec === messagesPerSec && before.rates.bytesPerSec === bytesPerSec;
  return isSame ? before : new SendingPace({ messagesPerSec, bytesPerSec }, performance.now());
}

/**
 * Check what came from the other side.
 * @throws NegotiationError `bad-description` if it is not a description of this type
 */
export function parseDescription(
  value: unknown,
  type: SessionDescription['type'],
): SessionDescription {
  const result = v.safeParse(descriptionSchema, value);
  if (result.success && result.output.type === type && result.output.sdp) {
    const { sdp } = result.output;
    return { type, sdp: type === 'offer' ? separateExtensionIds(sdp) : sdp };
  }
  throw new NegotiationError(
    'bad-description',
    `Expected {type: '${type}', sdp: '…'}, the ${type} of the other side, but got ${nameOf(value)}.`,
  );
}

function nameOf(value: unknown): string {
  if (value === null) return 'null';
  if (typeof value === 'string') return 'a string: pass the parsed object';
  if (typeof value !== 'object') return `a ${typeof value}`;
  return 'type' in value ? `an object of type ${JSON.stringify(value.type)}` : 'some other object';
}
