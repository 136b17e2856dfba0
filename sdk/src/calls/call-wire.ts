/**
 * What the two sides of a call say to each other, as JSON over a reserved data channel that the calling side opens. Each side
 * that calls has a channel of its own. See docs/messages.md.
 *
 * @module
 */
import type { CallErrorCode } from '../errors.js';

/** Label of the channel; both sides may open one, each for its own calls. */
export const CALLS_CHANNEL = 'rtcbot:calls';

/** How many calls of one side may be under way at a time. */
export const MAX_CALLS = 64;

/** Longest arguments, result or progress, in characters of JSON. */
export const MAX_VALUE_CHARACTERS = 65_536;

/** Longest name of a method. */
export const MAX_METHOD_CHARACTERS = 128;

/** Longest message of an error; what is longer is cut. */
export const MAX_ERROR_CHARACTERS = 1_000;

/** From the side that calls. */
export type CallRequest =
  /** First on each link: who calls, and which calls it still waits for that it has sent before. */
  | { readonly hello: string; readonly pending: readonly number[] }
  /** Ids count up from 1; one that comes again is not carried out again. */
  | { readonly call: number; readonly method: string; readonly args?: unknown }
  /** It waits no more for this one. */
  | { readonly cancel: number }
  /** It has got the answer to this one, which need not be kept. */
  | { readonly got: number };

/** From the side that is called. */
export type CallReply =
  /** Answers the caller's: who answers. Before it no call is sent; when it is another than before, what was sent is lost. */
  | { readonly hello: string }
  | { readonly answer: number; readonly result?: unknown }
  | { readonly answer: number; readonly error: CallFailure }
  | { readonly progress: number; readonly value: unknown };

/** Why a call has failed. */
export interface CallFailure {
  readonly code: CallErrorCode;
  readonly message: string;
}

const CODES: Readonly<Record<CallErrorCode, true>> = {
  ...{ 'no-such-method': true, 'too-many-calls': true, 'call-failed': true },
  ...{ 'call-stopped': true, 'call-lost': true, 'call-timeout': true, forbidden: true },
};

/** Read what a caller sends; undefined if it is none of it. */
export function parseCallRequest(value: unknown): CallRequest | undefined {
  const { hello, pending, call, method, args, cancel, got } = fieldsOf(value);
  if (isName(hello) && Array.isArray(pending)) {
    return { hello, pending: pending.slice(0, MAX_CALLS).filter(isId) };
  }
  if (isId(call) && isName(method)) return { call, method, args };
  if (isId(cancel)) return { cancel };
  return isId(got) ? { got } : undefined;
}

/** Read what the called side sends; undefined if it is none of it. */
export function parseCallReply(value: unknown): CallReply | undefined {
  const fields = fieldsOf(value);
  const { hello, answer, result, error, progress } = fields;
  if (isName(hello)) return { hello };
  if (isId(progress)) return { progress, value: fields['value'] };
  if (!isId(answer)) return undefined;
  return error === undefined ? { answer, result } : { answer, error: failureOf(error) };
}

function failureOf(error: unknown): CallFailure {
  const { code, message } = fieldsOf(error);
  return {
    code: isCode(code) ? code : 'call-failed',
    message: typeof message === 'string' ? message.slice(0, MAX_ERROR_CHARACTERS) : '',
  };
}

function fieldsOf(value: unknown): Readonly<Partial<Record<string, unknown>>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function isCode(value: unknown): value is CallErrorCode {
  return typeof value === 'string' && Object.hasOwn(CODES, value);
}

function isId(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0;
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= MAX_METHOD_CHARACTERS;
}
