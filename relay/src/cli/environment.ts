/**
 * What comes from the environment and from files of secrets, read in one way for all options.
 *
 * @module
 */
import type { Command } from 'commander';
import { readText } from '../access/text-file.js';
import { RelayError } from '../errors.js';
import { stderrLog } from '../observe/log.js';

type Environment = Record<string, string | undefined>;

/**
 * Make variables that hold nothing count as unset, and take away spaces and line ends around the others: `HOST=` in a file
 * of variables means the default, not all networks.
 * @param command - its options say which variables there are; secrets are not among them
 * @param env - the environment; it is changed
 */
export function tidyVariables({ options }: Command, env: Environment): void {
  for (const { envVar } of options) {
    if (envVar === undefined) continue;
    const value = env[envVar]?.trim() ?? '';
    if (value === '') Reflect.deleteProperty(env, envVar);
    else env[envVar] = value;
  }
}

/**
 * Refuse options that are given and hold nothing, such as `--host "$ADDRESS"` without that variable: an empty host would be all
 * networks.
 * @param command - a parsed command
 * @throws RelayError `bad-option` that names the first one
 */
export function refuseEmptyOptions(command: Command): void {
  for (const option of command.options) {
    const name = option.attributeName();
    const values = [command.getOptionValue(name)].flat();
    if (command.getOptionValueSource(name) !== 'cli') continue;
    if (!values.some((value) => typeof value === 'string' && value.trim() === '')) continue;
    throw new RelayError(
      'bad-option',
      `${option.long ?? name} is empty: give it a value, or leave it out.`,
    );
  }
}

/** Where a secret may be: in an option, in a file, or in the environment. */
export interface SecretSource {
  readonly option: string;
  readonly value: string | undefined;
  readonly file: string | undefined;
  readonly variable: string;
}

function readSecretFile(file: string, option: string) {
  try {
    return readText(file);
  } catch (cause) {
    const message = `Cannot read the secret file ${file}. Check ${option}-file.`;
    throw new RelayError('bad-option', message, { cause });
  }
}

/**
 * Read a secret, wherever it is; spaces, line ends and a byte order mark around it do not belong to it.
 * @param source - where it may be
 * @returns undefined if there is none
 * @throws RelayError `bad-option` if it is empty, or its file cannot be read
 */
export function readSecret({ option, value, file, variable }: SecretSource): string | undefined {
  if (value !== undefined) {
    const message = `${option} can be seen in the process list; better use ${variable} or ${option}-file`;
    stderrLog.warn(message);
  }
  const [place, text] =
    value !== undefined
      ? [option, value]
      : file !== undefined
        ? [`The secret file ${file}`, readSecretFile(file, option)]
        : [variable, process.env[variable]];
  const secret = text?.trim();
  if (secret !== '') return secret;
  throw new RelayError(
    'bad-option',
    `${place} is empty, and no secret. Put the output of this there: openssl rand -hex 32`,
  );
}
