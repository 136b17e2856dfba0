import type { OperatorRole } from '../../wire/messages.js';
import { parseLenientJson } from './lenient-json.js';

/** What a line on standard input asks for. A message without `to` is for every operator; bytes come as an array. */
export type StdioInput =
  | { readonly to?: string; readonly data: unknown }
  | { readonly telemetry: unknown }
  /** The robot stands still, as safe stop `number` has asked. */
  | { readonly confirm: 'safe-stop'; readonly number: number }
  /** Emergency stop by the program, such as a bumper's: no operator ends it. Its name, '' if it has none. */
  | { readonly stop: string }
  /** Ends the stop of this name. */
  | { readonly resume: string }
  /** Answers the ping of this number. */
  | { readonly pong: number }
  /** It can be told of commands. Any other line says so, too. */
  | { readonly ready: true };

/** What a line on standard output reports. */
export type StdioEvent =
  | {
      readonly event: 'operator';
      readonly operator: string;
      readonly state: 'joined' | 'left';
      readonly role: OperatorRole;
    }
  | {
      readonly event: 'message';
      readonly operator: string;
      /** A JSON value; or bytes as `base64`. */
      readonly data?: unknown;
      readonly base64?: string;
    }
  /** May move the robot, and nothing else may. */
  | {
      readonly event: 'command';
      readonly operator: string;
      readonly data: unknown;
      /** How long ago the operator's page sent it, at most. */
      readonly ageMs: number;
      /** How old the picture is that the operator sees; missing if that is not known. */
      readonly pictureAgeMs?: number;
    }
  /** The robot must stop; comes again until `{"confirm":"safe-stop","number":…}` with the same number. */
  | { readonly event: 'safe-stop'; readonly number: number; readonly reason: string }
  /** Wants `{"pong":…}` with the same number, written by what drives the motors. */
  | { readonly event: 'ping'; readonly n: number };

/**
 * Read a line of standard input: `{"data": …}` or `{"to": "<operator>", "data": …}`, or bytes: `{"base64": "…"}`;
 * `{"telemetry": …}`, `{"confirm": "safe-stop", "number": …}`, `{"stop": "<name>"}`, `{"resume": "<name>"}`,
 * `{"pong": …}` or `{"ready": true}`.
 * @param onNotANumber - called when NaN or Infinity in it were read as null
 * @returns undefined for an empty line
 * @throws SyntaxError that says what is wrong with the line
 */
export function parseStdioLine(
  line: string,
  onNotANumber: () => void = () => undefined,
): StdioInput | undefined {
  if (line.trim() === '') return undefined;
  const value = parseJson(line, onNotANumber);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new SyntaxError('it is not a JSON object.');
  }
  return readDriving(value as Fields) ?? readMessage(value as Fields);
}

function readMessage(value: Fields): StdioInput {
  const { to, base64, ...rest } = value as Readonly<Record<'to' | 'base64' | 'data', unknown>>;
  const unknown = Object.keys(rest).filter((key) => key !== 'data');
  if (unknown.length > 0) throw new SyntaxError(`"${unknown.join('", "')}" is not a known name.`);
  if (base64 !== undefined && typeof base64 !== 'string') {
    throw new SyntaxError('"base64" is not a text.');
  }
  if (!('data' in rest) && base64 === undefined) throw new SyntaxError('"data" is missing.');
  if (to !== undefined && typeof to !== 'string') {
    throw new SyntaxError('"to" is not the id of an operator.');
  }
  const data = base64 === undefined ? rest.data : Buffer.from(base64, 'base64');
  return to === undefined ? { data } : { to, data };
}

type Fields = Readonly<Record<string, unknown>>;

/** A line about driving has fields of its own, and no others. */
function readDriving(fields: Fields): StdioInput | undefined {
  const names = Object.keys(fields);
  const isOnly = (...known: string[]): boolean => names.every((name) => known.includes(name));
  const [first] = names;
  if (first === undefined) return undefined;
  // Whoever wants to stop is not taught how to write it first.
  if ('stop' in fields && !('data' in fields)) {
    return { stop: typeof fields['stop'] === 'string' ? fields['stop'] : '' };
  }
  if ('confirm' in fields && isOnly('confirm', 'number')) return readConfirmation(fields);
  if (!isOnly(first)) return undefined;
  switch (first) {
    case 'telemetry':
      return { telemetry: fields['telemetry'] };
    case 'resume':
      if (typeof fields['resume'] === 'string') return { resume: fields['resume'] };
      throw new SyntaxError('"resume" is not the name of a stop.');
    case 'pong':
      return { pong: wholeNumber(fields, 'pong') };
    case 'ready':
      if (fields['ready'] !== true) throw new SyntaxError('"ready" is not true.');
      return { ready: true };
    default:
      return undefined;
  }
}

function readConfirmation(fields: Fields): StdioInput {
  if (fields['confirm'] !== 'safe-stop') throw new SyntaxError('"confirm" is not "safe-stop".');
  if (!('number' in fields)) {
    throw new SyntaxError(
      '"number" is missing: write that of the "safe-stop" that was carried out.',
    );
  }
  return { confirm: 'safe-stop', number: wholeNumber(fields, 'number') };
}

function wholeNumber(fields: Fields, name: string): number {
  const value = fields[name];
  if (Number.isSafeInteger(value)) return value as number;
  throw new SyntaxError(`"${name}" is not a whole number.`);
}

/** Write an event as a line for standard output. */
export function formatStdioEvent(event: StdioEvent): string {
  return `${JSON.stringify(event)}\n`;
}

function parseJson(line: string, onNotANumber: () => void): unknown {
  try {
    return parseLenientJson(line, onNotANumber);
  } catch {
    throw new SyntaxError('it is not JSON.');
  }
}
