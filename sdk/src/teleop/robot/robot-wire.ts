import type { Command } from '../shared/command.js';
import {
  MAX_MESSAGE_CHARACTERS,
  type CommandLimits,
  type OperatorMessage,
  type Stamp,
} from '../shared/wire.js';

/**
 * Read what an operator sent. Nothing of it is trusted.
 * @returns undefined if it is not a message that a robot knows
 */
export function parseOperatorMessage(text: unknown): OperatorMessage | undefined {
  if (typeof text !== 'string' || text.length > MAX_MESSAGE_CHARACTERS) return undefined;
  const fields = parseObject(text);
  if (!fields) return undefined;
  const { type } = fields;
  switch (type) {
    case 'heartbeat':
    case 'command':
      return stamped(type, fields);
    case 'hello':
      return shortText(fields['instance']) ? { type, instance: fields['instance'] } : undefined;
    case 'request':
    case 'release':
    case 'stop':
      return { type };
    case 'resume':
      return fields['acknowledged'] === true ? { type, acknowledged: true } : { type };
    case 'hand-over':
    case 'deny':
      return shortText(fields['to']) ? { type, to: fields['to'] } : undefined;
    default:
      return undefined;
  }
}

/**
 * Bring a command's numbers within the limits of the robot.
 * @returns undefined if one that has a limit is not a number
 */
export function limitCommand(command: Command, limits: CommandLimits): Command | undefined {
  const limited: Record<string, unknown> = { ...command };
  for (const [name, limit] of Object.entries(limits)) {
    const value = limited[name];
    if (value === undefined) continue;
    if (typeof value !== 'number' || !Number.isFinite(value)) return undefined;
    limited[name] = Math.min(Math.max(value, -limit), limit);
  }
  return limited;
}

function stamped(type: 'heartbeat' | 'command', fields: Fields): OperatorMessage | undefined {
  const { seq, atMs, echoMs, heldMs, pictureMs, epoch, data } = fields;
  if (!Number.isSafeInteger(seq) || !isTime(atMs)) return undefined;
  if (echoMs !== undefined && !isTime(echoMs)) return undefined;
  if (heldMs !== undefined && !isSpan(heldMs)) return undefined;
  if (pictureMs !== undefined && pictureMs !== null && !isSpan(pictureMs)) return undefined;
  const stamp: Stamp = { seq: seq as number, atMs, echoMs, heldMs, pictureMs };
  if (type === 'heartbeat') return { type, ...stamp };
  if (!Number.isSafeInteger(epoch) || !isObject(data) || !isSound(data)) return undefined;
  return { type, ...stamp, epoch: epoch as number, data };
}

/** How deep a command may be: no arm has more joints on joints. */
const MAX_DEPTH = 8;

/** Whether every number is one (JSON can say 1e999), and it is not so deep that looking at it fails. */
function isSound(value: unknown, depth = 0): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || value === null) return true;
  return depth < MAX_DEPTH && Object.values(value).every((part) => isSound(part, depth + 1));
}

type Fields = Readonly<Record<string, unknown>>;

function parseObject(text: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function isSpan(value: unknown): value is number {
  return isTime(value) && value >= 0;
}

/** Ids of operators are at most 64 characters long. */
function shortText(value: unknown): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= 64;
}
