import type { CallRole } from '@rtcbot-web/sdk/protocol';
import type { OperatorRole } from '../../wire/messages.js';
import { parseLenientJson } from './lenient-json.js';

/** What a line on standard input says of calls. */
export type CallInput =
  /** Operators may call this method from now on. */
  | { readonly expose: string; readonly role?: CallRole; readonly duringStop?: boolean }
  /** How far call `progress` is. */
  | { readonly progress: number; readonly value: unknown }
  /** What came of call `answer`. */
  | { readonly answer: number; readonly result?: unknown }
  | { readonly answer: number; readonly error: string }
  /** Calls a method of an operator's page; the answer has the same number, which the program chooses. */
  | {
      readonly call: number;
      readonly to: string;
      readonly method: string;
      readonly args?: unknown;
    };

/** What a line on standard input asks for. A message without `to` is for every operator; bytes come as an array. */
export type StdioInput =
  | CallInput
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
  /** Wants `{"answer":…,"result":…}` or `{"answer":…,"error":"…"}` with the same number. */
  | {
      readonly event: 'call';
      readonly id: number;
      readonly operator: string;
      readonly method: string;
      readonly args?: unknown;
    }
  /** Nobody waits for the answer to this call any more, or a safe stop has ended it. */
  | { readonly event: 'cancel'; readonly id: number }
  /** What came of a call of the program. */
  | {
      readonly event: 'answer';
      readonly id: number;
      readonly result?: unknown;
      readonly error?: string;
      /** Why it failed, in a word. */
      readonly code?: string;
    }
  /** Wants `{"pong":…}` with the same number, written by what drives the motors. */
  | { readonly event: 'ping'; readonly n: number };

/**
 * Read a line of standard input: `{"data": …}` or `{"to": "<operator>", "data": …}`, or bytes: `{"base64": "…"}`;
 * `{"telemetry": …}`, `{"confirm": "safe-stop", "number": …}`, `{"stop": "<name>"}`, `{"resume": "<name>"}`,
 * `{"pong": …}` or `{"ready": true}`; of calls `{"expose": "<method>"}`, `{"answer": …, "result": …}`, `{"answer": …, "error": "…"}`,
 * `{"progress": …, "value": …}` or `{"call": …, "to": "<operator>", "method": "…", "args": …}`.
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
  const fields = value as Fields;
  return readDriving(fields) ?? readCalls(fields) ?? readMessage(fields);
}

function readMessage(value: Fields): StdioInput {
  refuseOthers(value, 'to', 'base64', 'data');
  const { to, base64, data } = value;
  if (base64 !== undefined && typeof base64 !== 'string') {
    throw new SyntaxError('"base64" is not a text.');
  }
  if (!('data' in value) && base64 === undefined) throw new SyntaxError('"data" is missing.');
  if (to !== undefined && typeof to !== 'string') {
    throw new SyntaxError('"to" is not the id of an operator.');
  }
  const message = { data: base64 === undefined ? data : Buffer.from(base64, 'base64') };
  return to === undefined ? message : { to, ...message };
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

/** A line about calls is known by its first name that says so. */
function readCalls(fields: Fields): CallInput | undefined {
  if ('expose' in fields) return readExposed(fields);
  if ('progress' in fields) {
    refuseOthers(fields, 'progress', 'value');
    return { progress: wholeNumber(fields, 'progress'), value: fields['value'] };
  }
  if ('answer' in fields) return readAnswer(fields);
  if (!('call' in fields)) return undefined;
  refuseOthers(fields, 'call', 'to', 'method', 'args');
  const { to, method, args } = fields;
  if (typeof to !== 'string') throw new SyntaxError('"to" is not the id of an operator.');
  if (typeof method !== 'string') throw new SyntaxError('"method" is not the name of a method.');
  return { call: wholeNumber(fields, 'call'), to, method, args };
}

function readExposed(fields: Fields): CallInput {
  refuseOthers(fields, 'expose', 'role', 'duringStop');
  const { expose, role = 'operator', duringStop = false } = fields;
  if (typeof expose !== 'string') throw new SyntaxError('"expose" is not the name of a method.');
  if (typeof duringStop !== 'boolean') throw new SyntaxError('"duringStop" is not true or false.');
  // Which roles there are is checked where methods are.
  return { expose, role: role as CallRole, duringStop };
}

function readAnswer(fields: Fields): CallInput {
  refuseOthers(fields, 'answer', 'result', 'error');
  const answer = wholeNumber(fields, 'answer');
  const { result, error } = fields;
  if (error === undefined) return { answer, result };
  if (typeof error !== 'string') throw new SyntaxError('"error" is not a text.');
  return { answer, error };
}

function refuseOthers(fields: Fields, ...known: string[]): void {
  const unknown = Object.keys(fields).filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new SyntaxError(`"${unknown.join('", "')}" is not a known name.`);
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

/** Whether a line is about calls. */
export function isOfCalls(input: StdioInput): input is CallInput {
  return ['expose', 'progress', 'answer', 'call'].some((name) => name in input);
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
