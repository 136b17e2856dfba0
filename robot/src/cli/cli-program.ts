import { Command, Option, type CommanderError } from 'commander';
import { EXIT_CODES, EXIT_CODES_TEXT } from './exit-code.js';

const EXAMPLES = `
Examples:
  $ rtcbot-robot --relay https://relay.example.com --robot rover-1 --token-file /etc/rtcbot.token
  $ rtcbot-robot --relay http://localhost:8080 --robot rover-1 --camera test
  $ rtcbot-robot --relay http://localhost:8080 --robot rover-1 --camera front="HD Webcam" --camera rear=USB
  $ rtcbot-robot --relay http://localhost:8080 --robot rover-1 --exec 'python3 drive.py'
  $ rtcbot-robot --relay http://localhost:8080 --robot rover-1 --exec ./drive --require-program-heartbeat
  $ rtcbot-robot --list-devices
  $ rtcbot-robot key
  $ sudo rtcbot-robot install --config robot.json --token-file robot.token

With --stdio or --exec another program drives the robot; one JSON object per line, of at most 1,000,000 characters:
  to it    {"event":"operator","operator":"<id>","state":"joined","role":"operator"}
  to it    {"event":"message","operator":"<id>","data":{"left":1}}
  to it    {"event":"command","operator":"<id>","data":{"linearMetersPerSec":0.5},"ageMs":4,"pictureAgeMs":90}
  to it    {"event":"safe-stop","number":3,"reason":"silence"}
  to it    {"event":"ping","n":17}
  from it  {"ready":true}                         it reads; before its first line it is told of no commands
  from it  {"confirm":"safe-stop","number":3}     it has stopped
  from it  {"pong":17}                            it lives
  from it  {"stop":"bumper"}                      emergency stop that no operator ends
  from it  {"resume":"bumper"}                    ends it
  from it  {"telemetry":{"battery":0.8}}          newest wins
  from it  {"data":{"battery":0.8}}               to every operator
  from it  {"to":"<id>","data":"hello"}           to one
Bytes go as "base64" instead of "data". What such a program has to do: docs/teleop.md. With --stdio it is at standard input and output, the log at standard error.

The command line wins over the environment, and that over the config file (JSON, names as in "healthPort").`;

/** What the commands do. */
export interface CliActions {
  /** Run a robot; gets the parsed command. */
  readonly run: (command: Command) => Promise<void>;
  /** Install a service; gets the parsed command. */
  readonly install: (command: Command) => Promise<void>;
  /** Print the robot's key; gets the parsed command. */
  readonly key: (command: Command) => Promise<void>;
}

/**
 * Describe the command line, for its parser and its help.
 * @param version - what `--version` prints
 */
export function createProgram(version: string, { run, install, key }: CliActions): Command {
  const program = newCommand('rtcbot-robot')
    .description("Streams this machine's cameras and microphone to operators, through a relay.")
    .version(version)
    .enablePositionalOptions()
    .showHelpAfterError('See rtcbot-robot --help.');
  addRobotOptions(program)
    .addOption(option('--stdio', 'be driven by a program at standard input and output'))
    .addOption(option('--list-devices', 'list cameras, microphones and speakers, and end'))
    .addHelpText('after', `${EXAMPLES}\n${EXIT_CODES_TEXT}`)
    .action((_options, command: Command) => run(command));
  const installer = newCommand('install').description(
    'Write a systemd service that runs this robot from the start of the machine. All options of a robot go into it.',
  );
  addRobotOptions(installer)
    .addOption(option('--print', 'print the unit instead, and change nothing'))
    .addOption(option('--name <service>', 'name of the service').default('rtcbot-robot'))
    .addOption(
      option(
        '--user <name>',
        'run as this user; with --display the one whose session is on the screen',
      ),
    )
    .addOption(option('--root <folder>', 'write below this folder, as for an image').default('/'))
    .action((_options, command: Command) => install(command));
  const keyPrinter = newCommand('key')
    .description("Print the robot's public key, which pages trust; it is made if there is none.")
    .addOption(keyFileOption())
    .action((_options, command: Command) => key(command));
  return program.addCommand(installer).addCommand(keyPrinter);
}

function newCommand(name: string): Command {
  return new Command(name).exitOverride(({ exitCode }: CommanderError) =>
    process.exit(exitCode && EXIT_CODES.usage),
  );
}

function addRobotOptions(command: Command): Command {
  const options = [
    option('--config <file>', 'JSON file with options', 'RTCBOT_CONFIG'),
    option('--relay <url>', 'address of the relay', 'RTCBOT_RELAY'),
    option('--robot <name>', "this robot's name at the relay", 'RTCBOT_ROBOT'),
    option('--token <token>', 'token for the relay; other users can see it', 'RTCBOT_TOKEN'),
    option('--token-file <path>', 'file with it, read at each connect', 'RTCBOT_TOKEN_FILE'),
    keyFileOption(),
    option(
      '--camera <source>',
      'default, test, none, a device label, a .y4m or .mjpeg file, or script:<file>; several as <name>=<source>',
      'RTCBOT_CAMERA',
    ).argParser((text, others: readonly string[] | undefined) => [...(others ?? []), text]),
    option(
      '--microphone <source>',
      'default, test, none, a device label, or a .wav file',
      'RTCBOT_MICROPHONE',
    ),
    ...pictureOptions(),
    option('--display', "fill this machine's screen with operators' pictures"),
    option('--no-display', "do not take operators' pictures"),
    option('--speaker <device>', "play operators' sound there", 'RTCBOT_SPEAKER'),
    option('--no-speaker', "do not take operators' sound"),
    option('--viewer-media', "take viewers' camera and microphone as well"),
    option('--max-message-bytes <n>', 'of an operator, at most', 'RTCBOT_MAX_MESSAGE_BYTES'),
    option('--chromium <path>', 'the Chromium or Chrome to use', 'RTCBOT_CHROMIUM'),
    option('--chromium-flag <flag>', 'one more flag for it; may be given again').argParser(
      (text, others: readonly string[] | undefined) => [...(others ?? []), text],
    ),
    option('--hardware-encoding', 'let the graphics processor encode, see docs/robot.md'),
    option('--headless', 'never open a window'),
    option('--no-headless', "open a window on this machine's screen"),
    ...drivingOptions(),
    option('--health-port <port>', 'answer /healthz and /status there', 'RTCBOT_HEALTH_PORT'),
    option('--log-level <level>', 'of the log', 'RTCBOT_LOG_LEVEL').choices(LEVELS),
    option('--log-format <format>', 'of the log', 'RTCBOT_LOG_FORMAT').choices(FORMATS),
  ];
  for (const one of options) command.addOption(one);
  return command;
}

/** How pictures are captured and sent. */
function pictureOptions(): Option[] {
  return [
    option('--size <size>', 'of the pictures, such as 1280x720', 'RTCBOT_SIZE'),
    option('--frame-rate <rate>', 'frames per second at most', 'RTCBOT_FRAME_RATE'),
    option('--bitrate <kbps>', 'kbit/s per picture at most', 'RTCBOT_BITRATE'),
    option('--codecs <names>', 'such as H264,VP8; best first', 'RTCBOT_CODECS'),
    option(
      '--latency <what>',
      'low shows each picture at once, the default; smooth lets browsers even them out',
      'RTCBOT_LATENCY',
    ).choices(LATENCIES),
    option(
      '--encoding <how>',
      'shared: each picture once for all operators; each: once for each; auto: all but the first one share, the default',
      'RTCBOT_ENCODING',
    ).choices(ENCODINGS),
  ];
}

/** What has to do with driving, and with a program that drives. */
function drivingOptions(): Option[] {
  return [
    option(
      '--teleop-timeout <ms>',
      'stop when the driver is silent for so long; default 300, see docs/teleop.md',
      'RTCBOT_TELEOP_TIMEOUT',
    ),
    option(
      '--picture-timeout <ms>',
      'stop when the picture that the driver sees is older; default 700, none for a robot that is driven by sight, see docs/teleop.md',
      'RTCBOT_PICTURE_TIMEOUT',
    ),
    option(
      '--require-program-heartbeat',
      'a program of --exec or --stdio that answers no pings may not move the robot',
    ),
    option(
      '--exec <command>',
      'run this program, which drives the robot, again if it ends',
      'RTCBOT_EXEC',
    ),
  ];
}

const keyFileOption = (): Option =>
  option(
    '--key-file <path>',
    "file with the robot's key, made if it is not there; default robot.key in the state directory",
    'RTCBOT_KEY_FILE',
  );

const LATENCIES = ['low', 'smooth'];
const ENCODINGS = ['auto', 'shared', 'each'];
const LEVELS = ['info', 'warn', 'error', 'silent'];
const FORMATS = ['text', 'json'];

function option(flags: string, description: string, variable?: string): Option {
  const made = new Option(flags, description);
  // Without this, --no-x alone would make x true.
  if (flags.startsWith('--no-')) made.default(undefined);
  return variable === undefined ? made : made.env(variable);
}
