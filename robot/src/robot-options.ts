import { RtcError } from '@rtcbot-web/sdk/subscriptions';
import { robotIdSchema } from '@rtcbot-web/sdk/protocol';
import type { RtcConfiguration } from './bridge-messages.js';
import type { ChromiumOptions } from './chromium.js';
import { createStderrLog, type RobotLog } from './log.js';
import { type MediaSource, type MediaSources, resolveMediaSources } from './media-source.js';

/** What a `Robot` is made with. */
export interface RobotOptions {
  /** Address of the relay; without one the robot answers offers only, see `getLocalDescription`. */
  readonly relay?: string | URL | undefined;
  /** Name of this robot at the relay: letters, digits, `.`, `_`, `-`. Needed with `relay`. */
  readonly robot?: string | undefined;
  /** Token for the relay, or a function that is asked for it at each connect. */
  readonly token?: string | (() => string | Promise<string>) | undefined;
  /** Source of the picture; the machine's default camera by default. */
  readonly camera?: MediaSource | undefined;
  /**
   * Source of the sound. By default, beside a real camera the machine's default microphone if there is one;
   * beside the test picture the test beep; beside a file none.
   */
  readonly microphone?: MediaSource | undefined;
  /** Whether to take operators' pictures and sound, to show and play them; true by default. */
  readonly display?: boolean | undefined;
  /** ICE servers for connections without a relay; RTCBot's STUN server by default. A relay names its own. */
  readonly rtcConfiguration?: RtcConfiguration | undefined;
  /** Which Chromium, and how. */
  readonly chromium?: ChromiumOptions | undefined;
  /** After what time `start` gives up on an unreachable relay, in milliseconds; never by default. */
  readonly startTimeoutMs?: number | undefined;
  /** Where lines go; standard error by default. */
  readonly log?: RobotLog | undefined;
}

/** The options with everything filled in and checked. */
export interface RobotSettings {
  readonly relay:
    { readonly url: string; readonly robotId: string; readonly withToken: boolean } | undefined;
  readonly token: () => Promise<string>;
  readonly sources: MediaSources;
  readonly display: boolean;
  readonly rtcConfiguration: RtcConfiguration | undefined;
  readonly chromium: ChromiumOptions;
  readonly startTimeoutMs: number | undefined;
  readonly log: RobotLog;
}

/**
 * Check options and fill in what is missing.
 * @throws RtcError `bad-argument` that says which one is wrong
 */
export function resolveOptions(options: RobotOptions): RobotSettings {
  const { token = '' } = options;
  return {
    relay: resolveRelay(options),
    token: async () => (typeof token === 'string' ? token : await token()),
    sources: resolveMediaSources(options.camera, options.microphone),
    display: options.display ?? true,
    rtcConfiguration: options.rtcConfiguration,
    chromium: options.chromium ?? {},
    startTimeoutMs: options.startTimeoutMs,
    log: options.log ?? createStderrLog(),
  };
}

function resolveRelay({ relay, robot, token }: RobotOptions): RobotSettings['relay'] {
  if (relay === undefined) return undefined;
  const url = String(relay);
  if (!URL.canParse(url) || !/^(https?|wss?):$/.test(new URL(url).protocol)) {
    throw new RtcError(
      'bad-argument',
      `The relay's address must be like https://relay.example.com, not "${url}".`,
    );
  }
  const checked = robotIdSchema['~standard'].validate(robot);
  if (checked instanceof Promise || checked.issues) {
    throw new RtcError(
      'bad-argument',
      `A robot at a relay needs a name of 1 to 64 letters, digits, ".", "_" or "-", not "${robot ?? ''}".`,
    );
  }
  return { url, robotId: checked.value, withToken: token !== undefined };
}
