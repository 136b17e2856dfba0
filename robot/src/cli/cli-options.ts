import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { RtcError } from '@rtcbot-web/sdk/subscriptions';
import { decodeText } from '../text-file.js';
import { checkConfig, type RobotConfig } from './config-file.js';
import type { CameraOptions } from '../media/media-plan.js';
import {
  type CameraSource,
  type MediaSource,
  parseCameraSource,
  parseMediaSource,
} from '../media/media-source.js';

/** What the command line, the environment and the config file say together. */
export interface CliOptions extends RobotConfig {
  readonly stdio?: boolean;
  readonly listDevices?: boolean;
  /** Of `install`: write to standard output only. */
  readonly print?: boolean;
  /** Of `install`: name of the service. */
  readonly name?: string;
  /** Of `install`: who the service runs as. */
  readonly user?: string;
  /** Of `install`: write below this folder. */
  readonly root?: string;
}

/** Options as commander has them: text, as it was typed. */
interface RawOptions {
  readonly config?: string;
  readonly camera?: readonly string[];
  readonly microphone?: string;
  readonly speaker?: string | boolean;
  readonly size?: string;
  readonly frameRate?: string;
  readonly bitrate?: string;
  readonly codecs?: string;
  readonly healthPort?: string;
  readonly teleopTimeout?: string;
  readonly pictureTimeout?: string;
  readonly requireProgramHeartbeat?: boolean;
  readonly maxMessageBytes?: string;
  readonly chromiumFlag?: readonly string[];
  readonly [name: string]: unknown;
}

const NAMED = /^([\w.-]+)=(.+)$/s;
const MAX_PORT = 65_535;
/** Of the command line, but no options by themselves. */
const READ_ELSEWHERE = ['config', 'teleopTimeout', 'pictureTimeout', 'requireProgramHeartbeat'];

/**
 * Take the options of a parsed command. The command line wins over the environment, and that over the config file.
 * @throws RtcError `bad-argument` that names the wrong one
 */
export function readOptions(command: Command): CliOptions {
  const raw = command.opts<RawOptions>();
  const config = raw.config === undefined ? {} : readConfig(raw.config);
  return { ...config, ...given(raw, config) };
}

function given(raw: RawOptions, config: RobotConfig): CliOptions {
  const { camera, microphone, speaker, size, frameRate, bitrate, ...others } = raw;
  const { codecs, healthPort, chromiumFlag, maxMessageBytes, ...named } = others;
  const rest = Object.fromEntries(
    Object.entries(named).filter(([name]) => !READ_ELSEWHERE.includes(name)),
  );
  return {
    ...rest,
    ...cameraOptions(camera, config, { size, frameRate, bitrate }),
    ...(microphone === undefined
      ? {}
      : { microphone: sourceOf('--microphone', microphone, parseMediaSource) }),
    ...(speaker === undefined
      ? {}
      : { speaker: typeof speaker === 'string' ? { device: speaker } : speaker }),
    ...(codecs === undefined ? {} : { codecs: codecs.split(',').map((name) => name.trim()) }),
    ...(chromiumFlag === undefined ? {} : { chromiumFlags: chromiumFlag }),
    ...(healthPort === undefined ? {} : { healthPort: portOf(healthPort) }),
    ...(maxMessageBytes === undefined
      ? {}
      : { maxMessageBytes: numberOf('--max-message-bytes', maxMessageBytes) }),
    ...teleopOptions(raw, config),
  };
}

function teleopOptions(
  { teleopTimeout, pictureTimeout, requireProgramHeartbeat }: RawOptions,
  { teleop }: RobotConfig,
): Pick<RobotConfig, 'teleop'> {
  const named = {
    ...(teleopTimeout === undefined
      ? {}
      : { timeoutMs: numberOf('--teleop-timeout', teleopTimeout) }),
    ...(pictureTimeout === undefined ? {} : { pictureTimeoutMs: pictureTimeoutOf(pictureTimeout) }),
    ...(requireProgramHeartbeat === undefined ? {} : { requireProgramHeartbeat }),
  };
  return Object.keys(named).length === 0 ? {} : { teleop: { ...teleop, ...named } };
}

function pictureTimeoutOf(text: string): number | 'none' {
  if (text === 'none') return text;
  const number = Number(text);
  if (text.trim() !== '' && Number.isFinite(number)) return number;
  throw bad(`--picture-timeout must be a number or none, not "${text}".`);
}

interface SizeOptions {
  readonly size: string | undefined;
  readonly frameRate: string | undefined;
  readonly bitrate: string | undefined;
}

/** Cameras of the command line replace those of the config file; sizes are for all of them. */
function cameraOptions(
  texts: readonly string[] | undefined,
  config: RobotConfig,
  sizes: SizeOptions,
): Pick<RobotConfig, 'camera' | 'cameras'> {
  const settings = settingsOf(sizes);
  const cameras = texts ? camerasOf(texts) : configured(config);
  if (!texts && Object.keys(settings).length === 0) return {};
  const all = Object.entries(cameras).map(([name, camera]) => [
    name,
    withSettings(camera, settings),
  ]);
  return { camera: undefined, cameras: Object.fromEntries(all) as Record<string, CameraOptions> };
}

function configured({ camera, cameras }: RobotConfig): Readonly<Record<string, CameraOptions>> {
  return cameras ?? { main: camera ?? 'default' };
}

function withSettings(camera: CameraOptions, settings: object): CameraOptions {
  if (Object.keys(settings).length === 0) return camera;
  return typeof camera === 'string' ? { source: camera, ...settings } : { ...camera, ...settings };
}

function camerasOf(texts: readonly string[]): Record<string, CameraSource> {
  const cameras: Record<string, CameraSource> = {};
  for (const text of texts) {
    const [, name = 'main', source = text] = NAMED.exec(text) ?? [];
    if (Object.hasOwn(cameras, name)) {
      throw bad(
        `--camera: two are named "${name}"; name each one: --camera front=… --camera rear=…`,
      );
    }
    cameras[name] = sourceOf('--camera', source, parseCameraSource);
  }
  return cameras;
}

function settingsOf({ size, frameRate, bitrate }: SizeOptions): object {
  const [, width, height] = /^(\d+)x(\d+)$/.exec(size ?? '') ?? [];
  if (size !== undefined && !width) throw bad(`--size must be like 1280x720, not "${size}".`);
  return {
    ...(size === undefined ? {} : { width: Number(width), height: Number(height) }),
    ...(frameRate === undefined ? {} : { frameRate: numberOf('--frame-rate', frameRate) }),
    ...(bitrate === undefined ? {} : { maxBitrateBps: numberOf('--bitrate', bitrate) * 1_000 }),
  };
}

function numberOf(option: string, text: string): number {
  const number = Number(text);
  if (text.trim() !== '' && Number.isFinite(number)) return number;
  throw bad(`${option} must be a number, not "${text}".`);
}

function portOf(text: string): number {
  const port = numberOf('--health-port', text);
  if (Number.isInteger(port) && port >= 0 && port <= MAX_PORT) return port;
  throw bad(`--health-port must be 0 to ${String(MAX_PORT)}, not "${text}".`);
}

function sourceOf<T extends CameraSource | MediaSource>(
  option: string,
  text: string,
  parse: (text: string) => T,
): T {
  try {
    return parse(text);
  } catch (cause) {
    throw bad(`${option}: ${cause instanceof Error ? cause.message : String(cause)}`, cause);
  }
}

function readConfig(path: string): RobotConfig {
  let value: unknown;
  try {
    value = JSON.parse(decodeText(readFileSync(path)));
  } catch (cause) {
    throw bad(`--config ${path} ${whyUnread(cause)}`, cause);
  }
  return checkConfig(value, path);
}

const FILE_TROUBLES: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'permission denied',
  EISDIR: 'it is a folder',
};

function whyUnread(cause: unknown): string {
  if (cause instanceof SyntaxError) return `is not JSON: ${cause.message}`;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  return `cannot be read: ${FILE_TROUBLES[code] ?? String(cause)}.`;
}

function bad(message: string, cause?: unknown): RtcError {
  return new RtcError('bad-argument', message, { cause });
}
