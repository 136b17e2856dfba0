import type * as Components from '@rtcbot-web/components';
import type * as Sdk from '@rtcbot-web/sdk';
import type { RobotTeleop, TeleopOptions } from '@rtcbot-web/sdk/teleop';
import type { MediaStatus, RtcVideo } from '@rtcbot-web/components';

interface Source {
  readonly stream: MediaStream;
  start(): void;
  stop(): void;
}

/** The robot of a drive test, on its page. */
interface TestRobotShape {
  readonly source: Source;
  readonly teleop: RobotTeleop;
  /** Linear, angular. */
  readonly commands: [number, number][];
  readonly stops: string[];
  /** Calls of `dock`, in their order. */
  readonly calls: (Sdk.CallContext & {
    readonly args: unknown;
    readonly done: (result: unknown) => void;
  })[];
  /** What operators that come are; empty: what the relay says. */
  role: string;
  /** Its program hears nothing and says nothing, while its pictures go on. */
  isDeaf: boolean;
  /** Whether a stop succeeds. */
  confirms: boolean;
}

declare global {
  type TestRobot = TestRobotShape;
  const robot: TestRobotShape;
  function startRobot(relay: string, options: TeleopOptions): Promise<void>;
  function operatorOf(): Sdk.OperatorConnection;
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
