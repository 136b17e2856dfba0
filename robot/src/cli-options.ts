import { Command } from 'commander';
import { RtcError } from '@rtcbot-web/sdk/subscriptions';
import { type MediaSource, parseMediaSource } from './media-source.js';

/** What the command line says. */
export interface CliOptions {
  readonly relay: string;
  readonly robot: string;
  readonly token?: string;
  readonly tokenFile?: string;
  readonly camera?: MediaSource;
  readonly microphone?: MediaSource;
  readonly display: boolean;
  readonly chromium?: string;
  readonly headless: boolean;
  readonly stdio?: true;
}

const EXAMPLES = `
Examples:
  $ rtcbot-robot --relay https://relay.example.com --robot rover-1 --token-file /etc/rtcbot.token
  $ rtcbot-robot --relay http://localhost:8080 --robot rover-1 --camera test
  $ rtcbot-robot --relay http://localhost:8080 --robot rover-1 --camera "HD Webcam" --microphone none
  $ rtcbot-robot --relay http://localhost:8080 --robot rover-1 --camera drive.mjpeg --stdio

With --stdio another program is the robot's brain; one JSON object per line:
  out  {"event":"operator","operator":"<id>","state":"joined","role":"operator"}
  out  {"event":"message","operator":"<id>","data":{"left":1}}
  in   {"data":{"battery":0.8}}               to every operator
  in   {"to":"<id>","data":"hello"}           to one

Environment:
  RTCBOT_TOKEN      the token, where other users cannot see it
  RTCBOT_CHROMIUM   the Chromium to use`;

/**
 * Describe the command line, for its parser and its help.
 * @param version - what `--version` prints
 */
export function createProgram(version: string): Command {
  return new Command('rtcbot-robot')
    .description("Streams this machine's camera and microphone to operators, through a relay.")
    .version(version)
    .requiredOption('--relay <url>', 'address of the relay')
    .requiredOption('--robot <name>', "this robot's name at the relay")
    .option('--token <token>', 'token for the relay; better in RTCBOT_TOKEN or a file')
    .option('--token-file <path>', 'file with the token, read again at each connect')
    .option('--camera <source>', 'default, test, none, a device label, or a .y4m or .mjpeg file')
    .option('--microphone <source>', 'default, test, none, a device label, or a .wav file')
    .option('--no-display', "do not take operators' pictures and sound")
    .option('--chromium <path>', 'the Chromium or Chrome to use')
    .option('--no-headless', "open a window on this machine's screen")
    .option('--stdio', 'one JSON object per line on standard input and output')
    .addHelpText('after', EXAMPLES);
}

/**
 * Take the options of a parsed command line.
 * @throws RtcError `bad-argument` that names the wrong one
 */
export function readOptions(program: Command): CliOptions {
  const given = program.opts<
    Omit<CliOptions, 'camera' | 'microphone'> & { camera?: string; microphone?: string }
  >();
  const { camera, microphone, ...rest } = given;
  return {
    ...rest,
    ...(camera === undefined ? {} : { camera: sourceOf('--camera', camera) }),
    ...(microphone === undefined ? {} : { microphone: sourceOf('--microphone', microphone) }),
  };
}

function sourceOf(option: string, text: string): MediaSource {
  try {
    return parseMediaSource(text);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new RtcError('bad-argument', `${option}: ${why}`, { cause });
  }
}
