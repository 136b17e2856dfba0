import type * as Components from '@rtcbot-web/components';
import type * as Sdk from '@rtcbot-web/sdk';
import type { MediaStatus, RtcVideo } from '@rtcbot-web/components';

interface Source {
  readonly stream: MediaStream;
  start(): void;
  stop(): void;
}

declare global {
  const rtcbot: typeof Sdk & typeof Components;
  function createSource(colour?: string, width?: number, height?: number): Source;
  function createSoundTrack(): MediaStreamTrack;
  function createConnections(): Promise<[Sdk.RTCConnection, Sdk.RTCConnection]>;
  function connectDirectly(one: Sdk.RTCConnection, other: Sdk.RTCConnection): Promise<void>;
  function whenStatus(
    element: Pick<RtcVideo, 'status' | 'addEventListener'>,
    status: MediaStatus,
  ): Promise<number>;
  function passed(timeMs: number): Promise<void>;
  function whenFrames(element: Element, count?: number): Promise<void>;
  function colourOf(element: Element): number[];
  function recordEvents(target: EventTarget, types: readonly string[]): string[];
}
