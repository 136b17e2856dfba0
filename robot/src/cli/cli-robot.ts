import { RtcError } from '@rtcbot-web/sdk/subscriptions';
import type { ChromiumOptions } from '../chromium/chromium.js';
import type { CliOptions } from './cli-options.js';
import type { RobotOptions } from '../robot-options.js';
import { readText } from '../text-file.js';

/**
 * What a `Robot` is made with, by what the command line and its like say.
 * @throws RtcError `bad-argument` if something is missing, or two things exclude each other
 */
export async function robotOptions(options: CliOptions): Promise<RobotOptions> {
  const { relay, robot, camera, cameras, microphone, display, speaker, codecs, latency } = options;
  if (relay === undefined || robot === undefined) {
    throw new RtcError(
      'bad-argument',
      `${relay === undefined ? '--relay <url>' : '--robot <name>'} is missing; see rtcbot-robot --help.`,
    );
  }
  if (options.stdio && options.exec !== undefined) {
    throw new RtcError('bad-argument', 'Give either --stdio or --exec, not both.');
  }
  if (options.exec?.trim() === '') {
    throw new RtcError(
      'bad-argument',
      "--exec needs a command, such as --exec 'python3 drive.py'.",
    );
  }
  return {
    ...{ relay, robot, camera, cameras, microphone, display, speaker, codecs, latency },
    ...{ rtcConfiguration: options.rtcConfiguration, supervision: options.supervision },
    ...{ teleop: options.teleop, keyFile: options.keyFile },
    ...{ viewerMedia: options.viewerMedia, maxMessageBytes: options.maxMessageBytes },
    encoding: options.encoding,
    token: await tokenOf(options),
    chromium: chromiumOptions(options),
  };
}

/** Which Chromium to run, and how. */
export function chromiumOptions(options: CliOptions): ChromiumOptions {
  return {
    executablePath: options.chromium,
    args: options.chromiumFlags,
    headless: options.headless,
    hardwareEncoding: options.hardwareEncoding,
  };
}

async function tokenOf({ token, tokenFile }: CliOptions): Promise<RobotOptions['token']> {
  if (tokenFile === undefined) return token;
  // It may be written anew just now: what cannot be read later, or is empty, is read again.
  const read = async (): Promise<string> => {
    const text = (await readText(tokenFile)).trim();
    if (text) return text;
    throw new RtcError('bad-argument', `--token-file ${tokenFile} is empty.`);
  };
  await read().catch((cause: unknown) => {
    if (cause instanceof RtcError) throw cause;
    throw new RtcError('bad-argument', `--token-file ${tokenFile} cannot be read.`, { cause });
  });
  return read;
}
