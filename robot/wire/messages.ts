/**
 * What a robot's Node host and its camera page say to each other. Both sides share this file, so it has
 * neither DOM nor Node in it.
 *
 * The page offers a `PageApi` (page-calls.ts), the host a {@link HostApi}. Whatever has an order (messages, operators
 * coming and going, the relay's news) travels in two streams of batches of JSON text, see batch-session.ts;
 * questions with an answer are calls of their own; frames come as uploads to the server of the page.
 *
 * @module
 */
import type { AnswerFacts, RobotProof } from '@rtcbot-web/sdk/protocol';
import type { RtcErrorCode } from '@rtcbot-web/sdk/subscriptions';

/** A failure that crosses the bridge. */
export interface Failure {
  readonly code: RtcErrorCode;
  readonly message: string;
}

/** Answer to a call that can fail. */
export type Outcome<T> =
  { readonly ok: true; readonly value: T } | ({ readonly ok: false } & Failure);

/** What the relay vouches for; who came by an offer handed to the host is an operator. */
export type OperatorRole = 'operator' | 'supervisor' | 'viewer';

/** A role that nobody knows may look on. */
export function toOperatorRole(role: string): OperatorRole {
  return role === 'operator' || role === 'supervisor' ? role : 'viewer';
}

/**
 * What a message carries: its text as it goes over the data channel, mostly JSON, which the page hands on and does not read;
 * or bytes as `base64`.
 */
export type Payload =
  | { readonly text: string; readonly base64?: never }
  | { readonly base64: string; readonly text?: never };

/** A message between an operator and the host; without `channel` it is one of the connection itself. */
export type OperatorMessage = Payload & {
  readonly type: 'message';
  readonly id: string;
  readonly channel?: string;
};

/** A text about calls with an answer, of an operator (`asked`, and what it is answered) or of the robot (`answered`). */
export interface CallText {
  readonly type: 'call';
  readonly id: string;
  readonly kind: 'asked' | 'answered';
  /** Missing: there is a new link; from the host: the robot wants to call. */
  readonly text?: string;
}

/** What the page tells the host, in order. */
export type PageMessage =
  | CallText
  | {
      readonly type: 'operator-joined' | 'operator-renewed';
      readonly id: string;
      readonly role: OperatorRole;
    }
  | { readonly type: 'operator-left'; readonly id: string }
  | OperatorMessage
  | {
      readonly type: 'channel-opened' | 'channel-closed';
      readonly id: string;
      readonly channel: string;
    }
  | { readonly type: 'registered' }
  | { readonly type: 'relay-trouble'; readonly message: string }
  | ({ readonly type: 'refused' } & Failure)
  | { readonly type: 'media-lost'; readonly source: string; readonly message: string }
  | { readonly type: 'media-back'; readonly source: string; readonly message: string }
  | { readonly type: 'warning'; readonly message: string };

/** What the host has for the relay: no token, a text that is the only one, or what fetches one for each connect. */
export type TokenKind = 'none' | 'fixed' | 'fetched';

/** A data channel that the host wants to have beside an operator's messages. */
export interface OpenChannel {
  readonly type: 'open-channel';
  readonly id: string;
  readonly channel: string;
  readonly ordered: boolean;
  /** How often a lost message is sent again; without it, until it arrives. */
  readonly maxRetransmits?: number;
}

/** Frames of a camera that the host wants to have. */
export interface StartFrames {
  readonly type: 'start-frames';
  /** Names them in their uploads. */
  readonly feed: number;
  readonly camera: string;
  readonly format: 'jpeg' | 'rgba';
  readonly maxFps: number;
  /** Of a JPEG, 0 to 1. */
  readonly quality: number;
  /** Scaled to this width in pixels; 0 leaves it as it is. */
  readonly width: number;
}

/** What the host tells the page, in order. A `message` without `to` is for every operator. */
export type HostMessage =
  | {
      readonly type: 'serve';
      readonly url: string;
      readonly robotId: string;
      readonly token: TokenKind;
      /** Whether the host signs answers with the robot's key. */
      readonly withKey: boolean;
    }
  | (Payload & { readonly type: 'message'; readonly to?: string; readonly channel?: string })
  | CallText
  | { readonly type: 'close-operator'; readonly id: string }
  | OpenChannel
  | { readonly type: 'close-channel'; readonly id: string; readonly channel: string }
  | StartFrames
  | { readonly type: 'stop-frames'; readonly feed: number };

/** The two ordered streams of batches between host and page: neither waits for the other. */
export const STREAMS = ['messages', 'driving'] as const;

/** Messages of all kinds, or what is about driving (see driving.ts). */
export type Stream = (typeof STREAMS)[number];

/** What the host offers, as global functions. */
export interface HostApi {
  /** Take a batch of {@link PageMessage}s; answered by `taken` of the page. */
  rtcbotHostMessages(batch: string): void;
  /** Take a batch of news of driving, see driving.ts; answered by `taken` of the page. */
  rtcbotHostDriving(batch: string): void;
  /** The token for the relay. */
  rtcbotHostToken(): Promise<string>;
  /** The signature of an answer; the key does not leave the host. */
  rtcbotHostProof(facts: AnswerFacts): Promise<RobotProof>;
}
