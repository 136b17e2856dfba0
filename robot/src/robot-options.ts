import type { TeleopOptions } from '@rtcbot-web/sdk/teleop';
import { RtcError } from '@rtcbot-web/sdk/subscriptions';
import { iceServerProblem, robotIdSchema, type IceServerLike } from '@rtcbot-web/sdk/protocol';
import type { Encoding, RtcConfiguration, SpeakerRequest } from '../wire/media.js';
import type { TokenKind } from '../wire/messages.js';
import type { ChromiumOptions } from './chromium/chromium.js';
import type { Latency } from './chromium/chromium-flags.js';
import type { Log } from '@rtcbot-web/sdk/protocol';
import { createStderrLog } from './log.js';
import { type CameraOptions, type MediaPlan, planMedia } from './media/media-plan.js';
import { limitLines } from './line-limit.js';
import type { MediaSource } from './media/media-source.js';
import { hasScreen } from './chromium/machine-screen.js';
import { RobotIdentity } from './key/robot-identity.js';
import { Redactor } from './redaction.js';
import {
  resolveSupervision,
  type SupervisionOptions,
  type SupervisionPolicy,
} from './host/supervision-policy.js';

const DEFAULT_MESSAGE_BYTES = 256 * 1024;
const MIN_MESSAGE_BYTES = 1_000;
const MAX_MESSAGE_BYTES = 16 * 1024 * 1024;

const LATENCIES: readonly Latency[] = ['low', 'smooth'];
const ENCODINGS: readonly Encoding[] = ['auto', 'shared', 'each'];

/** What a `Robot` is made with. */
export interface RobotOptions {
  /** Address of the relay; without one the robot answers offers only, see `getLocalDescription`. */
  readonly relay?: string | URL | undefined;
  /** Name of this robot at the relay: letters, digits, `.`, `_`, `-`. Needed with `relay`. */
  readonly robot?: string | undefined;
  /** Token for the relay, or a function that is asked for it at each connect. */
  readonly token?: string | (() => string | Promise<string>) | undefined;
  /**
   * File with this robot's key, made if it is not there, by which pages know it whatever relay is between; by default
   * `robot.key` in the state directory of the service or the user. See docs/security.md.
   */
  readonly keyFile?: string | undefined;
  /** Source of the picture; the machine's default camera by default. */
  readonly camera?: CameraOptions | undefined;
  /** Several cameras by name, instead of `camera`. The first one is what an operator sees that asks for nothing. */
  readonly cameras?: Readonly<Record<string, CameraOptions>> | undefined;
  /**
   * Source of the sound. By default, beside a real camera the machine's default microphone if there is one;
   * beside the test picture the test beep; beside a file none.
   */
  readonly microphone?: MediaSource | undefined;
  /**
   * Operators' pictures: true shows them on the machine's screen, which they fill; false takes none. By default
   * they are taken and shown where nobody sees it, see `screenshot`.
   */
  readonly display?: boolean | undefined;
  /** Whether operators' sound is played, or on which device; by default on the system's, unless `display` is false. */
  readonly speaker?: SpeakerRequest | undefined;
  /** Whether camera and microphone of viewers are taken as those of operators are; default false: they are refused. */
  readonly viewerMedia?: boolean | undefined;
  /** Largest message that is taken of an operator, in bytes: 1,000 to 16 MiB, default 256 KiB. Its `put_nowait` refuses more. */
  readonly maxMessageBytes?: number | undefined;
  /** Names of video codecs such as `H264`, best first; the browsers' own order by default. */
  readonly codecs?: readonly string[] | undefined;
  /** What matters in a picture: `low`, to be seen at once, the default, or `smooth`; see docs/media.md. */
  readonly latency?: Latency | undefined;
  /**
   * Whether a camera's picture is encoded once for all operators (`shared`) or once for `each`; by default (`auto`) who looks
   * alone has an encoder of its own, and all who come later share one. So has whoever cannot share; see docs/robot.md.
   */
  readonly encoding?: Encoding | undefined;
  /** ICE servers for connections without a relay; RTCBot's STUN server by default. A relay names its own. */
  readonly rtcConfiguration?: RtcConfiguration | undefined;
  /** Which Chromium, and how. */
  readonly chromium?: ChromiumOptions | undefined;
  /** When Chromium counts as hung, and when it is started afresh. */
  readonly supervision?: SupervisionOptions | undefined;
  /** Who may drive, and when the robot stops; see docs/teleop.md. */
  readonly teleop?: TeleopOptions | undefined;
  /** After what time `start` gives up on an unreachable relay, in milliseconds; never by default. */
  readonly startTimeoutMs?: number | undefined;
  /** Where lines go; standard error by default. */
  readonly log?: Log | undefined;
}

/** The options with everything filled in and checked. */
export interface RobotSettings {
  readonly relay:
    { readonly url: string; readonly robotId: string; readonly token: TokenKind } | undefined;
  readonly token: () => Promise<string>;
  /** Its key, once loaded. */
  readonly identity: RobotIdentity;
  readonly plan: MediaPlan;
  readonly display: boolean;
  readonly speaker: SpeakerRequest;
  readonly viewerMedia: boolean;
  readonly maxMessageBytes: number;
  readonly codecs: readonly string[];
  readonly latency: Latency;
  readonly encoding: Encoding;
  readonly rtcConfiguration: RtcConfiguration | undefined;
  readonly chromium: ChromiumOptions;
  readonly supervision: SupervisionPolicy;
  readonly startTimeoutMs: number | undefined;
  readonly log: Log;
  /** The display was asked for, and there is no screen. */
  readonly lacksScreen: boolean;
  /** Chromium runs without its sandbox, as root has none, and nobody has said that this is meant. */
  readonly lacksSandbox: boolean;
}

/** Every option, for programs whose types nobody checks. */
const NAMES: Readonly<Record<keyof RobotOptions, true>> = {
  ...{ relay: true, robot: true, token: true, keyFile: true, rtcConfiguration: true },
  ...{
    camera: true,
    cameras: true,
    microphone: true,
    codecs: true,
    latency: true,
    encoding: true,
    display: true,
    speaker: true,
  },
  ...{ viewerMedia: true, maxMessageBytes: true, chromium: true, supervision: true },
  ...{ teleop: true, startTimeoutMs: true, log: true },
};

/**
 * Check options and fill in what is missing.
 * @throws RtcError `bad-argument` that says which one is wrong
 */
export function resolveOptions(options: RobotOptions): RobotSettings {
  checkNames(options);
  const { token = '', display, chromium = {} } = options;
  const redactor = new Redactor();
  const onScreen = display === true && hasScreen(process.env, process.platform);
  const relay = resolveRelay(options);
  const log = redactor.wrap(limitLines(options.log ?? createStderrLog()));
  return {
    relay,
    identity: new RobotIdentity({ keyFile: options.keyFile || undefined, relay, log }),
    token: async () => {
      const secret = typeof token === 'string' ? token : await token();
      redactor.add(secret);
      return secret;
    },
    plan: planMedia(options),
    display: display ?? true,
    speaker: options.speaker ?? display ?? true,
    viewerMedia: options.viewerMedia ?? false,
    maxMessageBytes: resolveMaxMessageBytes(options.maxMessageBytes),
    codecs: options.codecs ?? [],
    latency: checkedLatency(options.latency),
    encoding: checkedEncoding(options.encoding),
    rtcConfiguration: checkedConfiguration(options.rtcConfiguration),
    chromium: resolveChromium(chromium, onScreen),
    supervision: resolveSupervision(options.supervision),
    startTimeoutMs: options.startTimeoutMs,
    log,
    lacksScreen: display === true && !onScreen,
    lacksSandbox: process.getuid?.() === 0 && !chromium.args?.includes('--no-sandbox'),
  };
}

/** A misspelled option would do nothing, and a robot would be driven without the guard that was meant. */
function checkNames(options: RobotOptions): void {
  const name = Object.keys(options).find((one) => !Object.hasOwn(NAMES, one));
  if (name === undefined) return;
  const known = Object.keys(NAMES).join(', ');
  throw new RtcError('bad-argument', `A Robot has no option "${name}". Available: ${known}.`);
}

function resolveChromium(chromium: ChromiumOptions, onScreen: boolean): ChromiumOptions {
  return {
    ...chromium,
    headless: chromium.headless ?? !onScreen,
    kiosk: chromium.kiosk ?? onScreen,
  };
}

function resolveMaxMessageBytes(bytes = DEFAULT_MESSAGE_BYTES): number {
  if (Number.isInteger(bytes) && bytes >= MIN_MESSAGE_BYTES && bytes <= MAX_MESSAGE_BYTES) {
    return bytes;
  }
  throw new RtcError(
    'bad-argument',
    `maxMessageBytes must be a whole number from ${String(MIN_MESSAGE_BYTES)} to ${String(MAX_MESSAGE_BYTES)}, not ${String(bytes)}.`,
  );
}

function checkedLatency(latency: Latency = 'low'): Latency {
  if (LATENCIES.includes(latency)) return latency;
  throw new RtcError(
    'bad-argument',
    `latency must be ${LATENCIES.join(' or ')}, not ${JSON.stringify(latency)}.`,
  );
}

function checkedEncoding(encoding: Encoding = 'auto'): Encoding {
  if (ENCODINGS.includes(encoding)) return encoding;
  throw new RtcError(
    'bad-argument',
    `encoding must be auto, shared or each, not ${JSON.stringify(encoding)}.`,
  );
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
  const fetched = typeof token === 'function' ? 'fetched' : 'fixed';
  return { url, robotId: checked.value, token: token === undefined ? 'none' : fetched };
}

/** A browser refuses a configuration with one wrong server as a whole, and nobody could connect. */
function checkedConfiguration(
  configuration: RtcConfiguration | undefined,
): RtcConfiguration | undefined {
  const servers: unknown = configuration?.iceServers ?? [];
  if (!Array.isArray(servers)) {
    throw new RtcError('bad-argument', 'rtcConfiguration.iceServers must be a list.');
  }
  for (const server of servers) {
    const problem = iceServerProblem(server as IceServerLike);
    if (problem === undefined) continue;
    throw new RtcError(
      'bad-argument',
      `rtcConfiguration.iceServers: ${problem}. One looks like {"urls": "stun:stun.example.com:3478"}.`,
    );
  }
  return configuration;
}
