/**
 * What a robot's Node host asks of its camera page: each call is written here, in the page's table of handlers, and where
 * the host asks it.
 *
 * @module
 */
import type {
  DeviceReport,
  MediaReport,
  PageSettings,
  PageStatus,
  SourceSettings,
} from './media.js';
import type { SessionDescription } from '@rtcbot-web/sdk/protocol';
import type { Outcome, Stream } from './messages.js';

/** The calls with their arguments and their answers; each may fail with an RtcError, which crosses as it is. */
export interface PageCalls {
  /** Open cameras and microphone; called once, before anything else. */
  open(settings: PageSettings): MediaReport;
  /** Make a connection for an offer, without a relay; its operator gets this id. */
  answer(offer: SessionDescription, operatorId: string): SessionDescription;
  /** Change a camera or the microphone while it is in use. */
  setSource(name: string, settings: SourceSettings): MediaReport;
  /** Change which codecs video is sent with, best first. */
  setCodecs(codecs: readonly string[]): void;
  /** Which cameras, microphones and speakers the machine has. */
  listDevices(): DeviceReport[];
  /** The newest state for scripts that draw cameras, as JSON text. */
  showScene(json: string): void;
  /** What is captured, shown and played. */
  status(): PageStatus;
  /** Answer at once: a page that does not is hung. */
  ping(): void;
  /** Say goodbye to the relay and to every operator. */
  close(): void;
}

/** Name of a call. */
export type PageCall = keyof PageCalls;

/** What answers each call. */
export type PageHandlers = {
  readonly [Name in PageCall]: (
    ...args: Parameters<PageCalls[Name]>
  ) => ReturnType<PageCalls[Name]> | Promise<ReturnType<PageCalls[Name]>>;
};

/** What the page offers, as the global `rtcbotPage`. */
export interface PageApi {
  /** Answer one of the {@link PageCalls}. */
  ask<Name extends PageCall>(
    name: Name,
    ...args: Parameters<PageCalls[Name]>
  ): Promise<Outcome<ReturnType<PageCalls[Name]>>>;
  /** Take a batch of messages of the host. */
  onMessages(batch: string): void;
  /** Take a batch of texts for driving, see driving.ts. */
  onDriving(batch: string): void;
  /** The host has taken the oldest batch of a stream that was under way. */
  onTaken(stream: Stream): void;
}
