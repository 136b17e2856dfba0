/**
 * What a robot's Node host and its camera page say to each other. Both sides share this file, so it has
 * neither DOM nor Node in it.
 *
 * The page offers a {@link PageApi}, the host a {@link HostApi}. Whatever has an order (messages, operators
 * coming and going, the relay's news) travels in batches of JSON text through the two `receive` functions;
 * questions with an answer are calls of their own.
 *
 * @module
 */
import type { RtcErrorCode } from '@rtcbot-web/sdk/subscriptions';

/** Both sides send through one of these. */
export { Outbox } from './bridge-outbox.js';

/** The two kinds of media that a robot sends. */
export type MediaKind = 'camera' | 'microphone';

/** Which device the page opens. `processed`: echo cancellation is wanted. */
export type DeviceRequest =
  | { readonly type: 'none' }
  | { readonly type: 'any'; readonly required: boolean; readonly processed: boolean }
  | { readonly type: 'device'; readonly label: string };

/** What the page is opened with. */
export interface PageSettings {
  readonly camera: DeviceRequest;
  readonly microphone: DeviceRequest;
  /** Whether operators' pictures are shown and their sound played. */
  readonly display: boolean;
  /** ICE servers and the like for connections without a relay; RTCBot's by default. */
  readonly rtcConfiguration?: RtcConfiguration | undefined;
}

/** The part of WebRTC's RTCConfiguration that a host has any say in; it has no DOM types. */
export interface RtcConfiguration {
  readonly iceServers?: {
    urls: string | string[];
    username?: string;
    credential?: string;
  }[];
  readonly iceTransportPolicy?: 'all' | 'relay';
}

/** The camera that is open. */
export interface CameraReport {
  readonly label: string;
  readonly width: number;
  readonly height: number;
  readonly frameRate: number;
}

/** The microphone that is open. */
export interface MicrophoneReport {
  readonly label: string;
}

/** What the page has open; null where nothing is. */
export interface MediaReport {
  readonly camera: CameraReport | null;
  readonly microphone: MicrophoneReport | null;
}

/** What the page shows and plays of one operator. */
export interface OperatorReport {
  readonly id: string;
  readonly connectionState: string;
  /** Its picture: size and how many frames were shown; zero without one. */
  readonly display: { readonly width: number; readonly height: number; readonly frames: number };
  /** Its sound: root mean square of the last two thirds of a second, 0 to 1. */
  readonly speaker: { readonly level: number };
}

/** Answer to `status`. */
export interface PageStatus extends MediaReport {
  readonly operators: readonly OperatorReport[];
}

/** A session description, as RTCBot's pages send and expect it. */
export interface Description {
  readonly type: 'offer' | 'answer';
  readonly sdp: string;
}

/** A failure that crosses the bridge. */
export interface Failure {
  readonly code: RtcErrorCode;
  readonly message: string;
}

/** Answer to a call that can fail. */
export type Outcome<T> =
  { readonly ok: true; readonly value: T } | ({ readonly ok: false } & Failure);

/** How an operator came: paired by a relay, or by an offer handed to the host. */
export type OperatorRole = 'operator' | 'viewer';

/** What the page tells the host, in order. */
export type PageMessage =
  | { readonly type: 'operator-joined'; readonly id: string; readonly role: OperatorRole }
  | { readonly type: 'operator-left'; readonly id: string }
  | { readonly type: 'message'; readonly id: string; readonly data: unknown }
  | { readonly type: 'registered' }
  | { readonly type: 'relay-trouble'; readonly message: string }
  | ({ readonly type: 'refused' } & Failure)
  | { readonly type: 'media-ended'; readonly kind: MediaKind }
  | { readonly type: 'warning'; readonly message: string };

/** What the host tells the page, in order. A `message` without `to` is for every operator. */
export type HostMessage =
  | {
      readonly type: 'serve';
      readonly url: string;
      readonly robotId: string;
      /** Whether the relay is shown the host's token. */
      readonly withToken: boolean;
    }
  | { readonly type: 'message'; readonly to?: string; readonly data: unknown }
  | { readonly type: 'close-operator'; readonly id: string };

/** What the page offers, as the global `rtcbotPage`. */
export interface PageApi {
  /** Open camera and microphone; called once, before anything else. */
  open(settings: PageSettings): Promise<Outcome<MediaReport>>;
  /** Take a batch of {@link HostMessage}s. */
  receive(batch: string): void;
  /** Make a connection for an offer, without a relay. */
  answer(offer: Description): Promise<Outcome<Description>>;
  /** What is captured, shown and played. */
  status(): PageStatus;
  /** Say goodbye to the relay and to every operator. */
  close(): Promise<void>;
}

/** What the host offers, as global functions. */
export interface HostApi {
  /** Take a batch of {@link PageMessage}s. */
  rtcbotHostReceive(batch: string): Promise<void>;
  /** The token for the relay. */
  rtcbotHostToken(): Promise<string>;
}

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
    case 'operator-joined': {
      const role = textOf(fields, 'role') === 'viewer' ? 'viewer' : 'operator';
      return { type, id: textOf(fields, 'id'), role };
    }
    case 'operator-left':
      return { type, id: textOf(fields, 'id') };
    case 'message':
      return { type, id: textOf(fields, 'id'), data: fields['data'] };
    case 'registered':
      return { type };
    case 'relay-trouble':
    case 'warning':
      return { type, message: textOf(fields, 'message') };
    case 'refused':
      return { type, code: toCode(fields['code']), message: textOf(fields, 'message') };
    case 'media-ended':
      return { type, kind: textOf(fields, 'kind') === 'camera' ? 'camera' : 'microphone' };
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
        withToken: fields['withToken'] === true,
      };
    case 'message': {
      const { data } = fields;
      return fields['to'] === undefined ? { type, data } : { type, to: textOf(fields, 'to'), data };
    }
    case 'close-operator':
      return { type, id: textOf(fields, 'id') };
    default:
      throw new TypeError(`The host sent a message of an unknown type: ${type}`);
  }
}

/** The code of an error of the page, which shares our list of codes. */
function toCode(value: unknown): RtcErrorCode {
  return typeof value === 'string' ? (value as RtcErrorCode) : 'robot-host';
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
