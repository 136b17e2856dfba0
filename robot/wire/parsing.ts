import type { RtcErrorCode } from '@rtcbot-web/sdk/subscriptions';
import {
  type CallText,
  type HostMessage,
  type PageMessage,
  type Payload,
  type TokenKind,
  toOperatorRole,
} from './messages.js';

/**
 * Read a batch that the page sent.
 * @throws TypeError if it holds anything but {@link PageMessage}s
 */
export function parsePageBatch(batch: string): PageMessage[] {
  return parseArray(batch).map(parsePageMessage);
}

/**
 * Read a batch that the host sent.
 * @throws TypeError if it holds anything but {@link HostMessage}s
 */
export function parseHostBatch(batch: string): HostMessage[] {
  return parseArray(batch).map(parseHostMessage);
}

function parsePageMessage(value: unknown): PageMessage {
  const fields = asFields(value);
  const type = textOf(fields, 'type');
  switch (type) {
    case 'operator-joined':
    case 'operator-renewed': {
      return { type, id: textOf(fields, 'id'), role: toOperatorRole(textOf(fields, 'role')) };
    }
    case 'operator-left':
      return { type, id: textOf(fields, 'id') };
    case 'message':
      return { type, id: textOf(fields, 'id'), ...channelOf(fields), ...payloadOf(fields) };
    case 'call':
      return readCall(fields);
    case 'channel-opened':
    case 'channel-closed':
      return { type, id: textOf(fields, 'id'), channel: textOf(fields, 'channel') };
    case 'registered':
      return { type };
    case 'relay-trouble':
    case 'warning':
      return { type, message: textOf(fields, 'message') };
    case 'refused':
      return { type, code: toCode(fields['code']), message: textOf(fields, 'message') };
    case 'media-lost':
    case 'media-back':
      return { type, source: textOf(fields, 'source'), message: textOf(fields, 'message') };
    default:
      throw new TypeError(`The page sent a message of an unknown type: ${type}`);
  }
}

function parseHostMessage(value: unknown): HostMessage {
  const fields = asFields(value);
  const type = textOf(fields, 'type');
  switch (type) {
    case 'serve':
      return {
        type,
        url: textOf(fields, 'url'),
        robotId: textOf(fields, 'robotId'),
        token: toTokenKind(fields['token']),
        withKey: fields['withKey'] === true,
      };
    case 'message': {
      const to = fields['to'] === undefined ? {} : { to: textOf(fields, 'to') };
      return { type, ...to, ...channelOf(fields), ...payloadOf(fields) };
    }
    case 'close-operator':
      return { type, id: textOf(fields, 'id') };
    case 'call':
      return readCall(fields);
    case 'open-channel':
    case 'close-channel':
    case 'start-frames':
    case 'stop-frames':
      // The host is our own, and its compiler has checked the rest.
      return value as HostMessage;
    default:
      throw new TypeError(`The host sent a message of an unknown type: ${type}`);
  }
}

function readCall(fields: Fields): CallText {
  const kind = textOf(fields, 'kind') === 'asked' ? 'asked' : 'answered';
  const text = fields['text'] === undefined ? {} : { text: textOf(fields, 'text') };
  return { type: 'call', id: textOf(fields, 'id'), kind, ...text };
}

/** The code of an error of the page, which shares our list of codes. */
function toCode(value: unknown): RtcErrorCode {
  return typeof value === 'string' ? (value as RtcErrorCode) : 'robot-host';
}

function channelOf(fields: Fields): { channel?: string } {
  return fields['channel'] === undefined ? {} : { channel: textOf(fields, 'channel') };
}

function payloadOf(fields: Fields): Payload {
  return fields['base64'] === undefined
    ? { text: textOf(fields, 'text') }
    : { base64: textOf(fields, 'base64') };
}

function parseArray(batch: string): unknown[] {
  const values: unknown = JSON.parse(batch);
  if (!Array.isArray(values)) throw new TypeError('A batch is an array.');
  return values;
}

type Fields = Readonly<Record<string, unknown>>;

function asFields(value: unknown): Fields {
  if (typeof value !== 'object' || value === null) throw new TypeError('A message is an object.');
  return value as Fields;
}

function textOf(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value !== 'string') throw new TypeError(`A message lacks its ${name}.`);
  return value;
}

function toTokenKind(value: unknown): TokenKind {
  return value === 'fixed' || value === 'fetched' ? value : 'none';
}
