import { RtcError } from '@rtcbot-web/sdk/subscriptions';
import type { LogOptions } from '../log.js';
import type { RobotOptions } from '../robot-options.js';

/** What a config file may say: options of a `Robot`, and some of the command line's own. */
export interface RobotConfig extends Pick<
  RobotOptions,
  | 'camera'
  | 'cameras'
  | 'codecs'
  | 'display'
  | 'encoding'
  | 'latency'
  | 'maxMessageBytes'
  | 'microphone'
  | 'rtcConfiguration'
  | 'speaker'
  | 'supervision'
  | 'teleop'
  | 'viewerMedia'
> {
  readonly relay?: string;
  readonly robot?: string;
  readonly token?: string;
  /** File with the token, read again at each connect. */
  readonly tokenFile?: string;
  /** File with the robot's key. */
  readonly keyFile?: string;
  /** The Chromium or Chrome to use. */
  readonly chromium?: string;
  /** More flags for Chromium. */
  readonly chromiumFlags?: readonly string[];
  /** Whether Chromium runs without a window. */
  readonly headless?: boolean;
  /** Whether Chromium is to encode with the graphics processor. */
  readonly hardwareEncoding?: boolean;
  /** Port of the health endpoint; none by default. */
  readonly healthPort?: number;
  readonly logLevel?: LogOptions['level'];
  readonly logFormat?: LogOptions['format'];
  /** The robot's program. */
  readonly exec?: string;
}

type Kind = 'text' | 'number' | 'truth' | 'texts' | 'object' | 'any';

/** What each name holds, roughly; cameras and the like are looked at more closely when they are used. */
const KINDS: Readonly<Record<keyof RobotConfig, Kind>> = {
  relay: 'text',
  robot: 'text',
  token: 'text',
  tokenFile: 'text',
  keyFile: 'text',
  camera: 'any',
  cameras: 'object',
  microphone: 'any',
  display: 'truth',
  speaker: 'any',
  viewerMedia: 'truth',
  maxMessageBytes: 'number',
  codecs: 'texts',
  latency: 'text',
  encoding: 'text',
  rtcConfiguration: 'object',
  supervision: 'object',
  teleop: 'object',
  chromium: 'text',
  chromiumFlags: 'texts',
  headless: 'truth',
  hardwareEncoding: 'truth',
  healthPort: 'number',
  logLevel: 'text',
  logFormat: 'text',
  exec: 'text',
};

/**
 * Check what a config file says.
 * @param path - of the file, for the message
 * @throws RtcError `bad-argument` that names what is wrong
 */
export function checkConfig(value: unknown, path: string): RobotConfig {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new RtcError('bad-argument', `--config ${path} must hold a JSON object.`);
  }
  for (const [name, one] of Object.entries(value)) {
    const kind = Object.hasOwn(KINDS, name) ? KINDS[name as keyof RobotConfig] : undefined;
    if (kind && isOf(kind, one)) continue;
    const why = kind ? `"${name}" must be ${WORDS[kind]}` : `"${name}" is not a known option`;
    const known = kind ? '' : ` Available: ${Object.keys(KINDS).join(', ')}.`;
    throw new RtcError('bad-argument', `--config ${path}: ${why}.${known}`);
  }
  return value;
}

const WORDS: Readonly<Record<Kind, string>> = {
  text: 'a text',
  number: 'a number',
  truth: 'true or false',
  texts: 'a list of texts',
  object: 'an object',
  any: 'anything',
};

function isOf(kind: Kind, value: unknown): boolean {
  switch (kind) {
    case 'text':
      return typeof value === 'string';
    case 'number':
      return typeof value === 'number';
    case 'truth':
      return typeof value === 'boolean';
    case 'texts':
      return Array.isArray(value) && value.every((one) => typeof one === 'string');
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value);
    case 'any':
      return true;
  }
}
