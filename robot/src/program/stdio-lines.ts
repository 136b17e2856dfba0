import type { OperatorRole } from '../../wire/messages.js';

/** What a line on standard input asks for. A message without `to` is for every operator; bytes come as an array. */
export type StdioInput =
  | { readonly to?: string; readonly data: unknown }
  | { readonly telemetry: unknown }
  | { readonly confirm: 'safe-stop' };

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
  | { readonly event: 'command'; readonly operator: string; readonly data: unknown }
  /** The robot must stop; comes again until `{"confirm":"safe-stop"}`. */
  | { readonly event: 'safe-stop'; readonly reason: string };

/**
 * Read a line of standard input: `{"data": …}` or `{"to": "<operator>", "data": …}`, or bytes: `{"base64": "…"}`;
 * `{"telemetry": …}`, or `{"confirm": "safe-stop"}`.
 * @returns undefined for an empty line
 * @throws SyntaxError that says what is wrong with the line
 */
export function parseStdioLine(line: string): StdioInput | undefined {
  if (line.trim() === '') return undefined;
  const value = parseJson(line);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new SyntaxError('it is no JSON object.');
  }
  const driving = readDriving(value as Fields);
  if (driving) return driving;
  const { to, base64, ...rest } = value as Readonly<Record<'to' | 'base64' | 'data', unknown>>;
  const unknown = Object.keys(rest).filter((key) => key !== 'data');
  if (unknown.length > 0) throw new SyntaxError(`"${unknown.join('", "')}" means nothing here.`);
  if (base64 !== undefined && typeof base64 !== 'string') {
    throw new SyntaxError('"base64" is no text.');
  }
  if (!('data' in rest) && base64 === undefined) throw new SyntaxError('"data" is missing.');
  if (to !== undefined && typeof to !== 'string') {
    throw new SyntaxError('"to" is no operator\'s id.');
  }
  const data = base64 === undefined ? rest.data : Buffer.from(base64, 'base64');
  return to === undefined ? { data } : { to, data };
}

type Fields = Readonly<Record<string, unknown>>;

/** A line about driving has one field. */
function readDriving(fields: Fields): StdioInput | undefined {
  const [name, ...more] = Object.keys(fields);
  if (more.length > 0) return undefined;
  if (name === 'telemetry') return { telemetry: fields['telemetry'] };
  if (name !== 'confirm') return undefined;
  if (fields['confirm'] === 'safe-stop') return { confirm: 'safe-stop' };
  throw new SyntaxError('"confirm" is not "safe-stop".');
}

/** Write an event as a line for standard output. */
export function formatStdioEvent(event: StdioEvent): string {
  return `${JSON.stringify(event)}\n`;
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new SyntaxError('it is not JSON.');
  }
}
