import type { OperatorRole } from './bridge-messages.js';

/** What a line on standard input asks for. Without `to` it is for every operator. */
export interface StdioInput {
  readonly to?: string;
  readonly data: unknown;
}

/** What a line on standard output reports. */
export type StdioEvent =
  | {
      readonly event: 'operator';
      readonly operator: string;
      readonly state: 'joined' | 'left';
      readonly role: OperatorRole;
    }
  | { readonly event: 'message'; readonly operator: string; readonly data: unknown };

/**
 * Read a line of standard input: `{"data": …}` or `{"to": "<operator>", "data": …}`.
 * @returns undefined for an empty line
 * @throws SyntaxError that says what is wrong with the line
 */
export function parseStdioLine(line: string): StdioInput | undefined {
  if (line.trim() === '') return undefined;
  const value = parseJson(line);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new SyntaxError('it is no JSON object.');
  }
  const { to, ...rest } = value as { readonly to?: unknown; readonly data?: unknown };
  const unknown = Object.keys(rest).filter((key) => key !== 'data');
  if (unknown.length > 0) throw new SyntaxError(`"${unknown.join('", "')}" means nothing here.`);
  if (!('data' in rest)) throw new SyntaxError('"data" is missing.');
  if (to !== undefined && typeof to !== 'string') {
    throw new SyntaxError('"to" is no operator\'s id.');
  }
  return to === undefined ? { data: rest.data } : { to, data: rest.data };
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
