/**
 * What stands on the command line, as values.
 *
 * @module
 */
import { iceAddressProblem } from '@rtcbot-web/sdk/protocol';
import { InvalidArgumentError } from 'commander';
import * as v from 'valibot';
import { robotPatternSchema } from '../access/grant.js';

const SECONDS_OF_UNIT: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** Read a port. */
export function toPort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError('Use 1 to 65535, or 0 for any free port.');
}

/** Read a time such as `12h`, in seconds. */
export function toSeconds(text: string): number {
  const [, count, unit] = /^(\d+)([smhd])$/.exec(text) ?? [];
  const seconds = Number(count) * (SECONDS_OF_UNIT[unit ?? ''] ?? NaN);
  if (seconds > 0) return seconds;
  throw new InvalidArgumentError('Use a number and a unit, like 30s, 15m, 12h or 7d.');
}

/** Read a count. */
export function toCount(text: string): number {
  if (/^[1-9]\d{0,6}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Use a whole number, 1 or more.');
}

/** Add a STUN server to a list. */
export function toStunServers(text: string, others: string[] = []): string[] {
  const url = text.trim();
  const problem = iceAddressProblem(url);
  if (problem === undefined && /^stun/i.test(url)) return [...others, url];
  const why = problem === undefined ? '' : `${problem}. `;
  throw new InvalidArgumentError(`${why}Use stun:host:port here, and --turn for TURN servers.`);
}

/** Add TURN servers to a list; several may be given at once, with commas between them. */
export function toTurnServers(urls: string, others: string[] = []): string[] {
  const each = urls.split(',').map((url) => url.trim());
  return [...others, ...each.filter((url) => url !== '')];
}

/** Add a robot's id, or a pattern of ids, to a list. */
export function toRobots(pattern: string, others: string[] = []): string[] {
  if (v.is(robotPatternSchema, pattern)) return [...others, pattern];
  throw new InvalidArgumentError(
    'A robot id has 1 to 64 letters, digits, ".", "_" or "-"; * stands for any.',
  );
}

/** Add a value to a list. */
export function toList(value: string, others: string[] = []): string[] {
  return [...others, value];
}
