import { DataChannelError } from '../../errors.js';

/** How deep values are looked into before they are taken for ones that contain themselves. */
const USUAL_DEPTH = 64;

/** How deep values may be nested at most: browsers' JSON goes to some thousand levels, and Python's to one thousand. */
const MAX_DEPTH = 1_000;

/** How much of the path to a value fits into an error. */
const MAX_PATH_LENGTH = 60;

/** Kinds of objects that JSON empties, and what to put instead. */
const EMPTIED: Readonly<Record<string, string>> = {
  Map: 'put Object.fromEntries(map) or [...map]',
  Set: 'put [...set]',
  Error: 'put its message, as a text',
  Blob: 'put its bytes as a message of their own: await blob.arrayBuffer()',
  File: 'put its bytes as a message of their own: await file.arrayBuffer()',
  ArrayBuffer:
    'put the bytes as a message of their own, or as numbers: [...new Uint8Array(buffer)]',
};
const OTHER_ADVICE = 'put a plain object, or give its class a toJSON method';
const BYTES_ADVICE = 'put the bytes as a message of their own, or as numbers: [...bytes]';

/**
 * The JSON text of a value, if nothing of it gets lost: JSON leaves functions out, and turns a Map, a Blob or bytes within an
 * object into `{}`.
 *
 * @param value - what to write
 * @param what - how errors call it, such as `message`
 * @throws DataChannelError `not-serializable` that says where in the value, and what to do
 */
export function jsonText(value: unknown, what = 'message'): string {
  let text: string | undefined;
  try {
    if (loses(value, USUAL_DEPTH)) refuseLoss(value, what);
    text = JSON.stringify(value);
  } catch (cause) {
    if (cause instanceof DataChannelError) throw cause;
    refuseLoss(value, what);
    throw notSerializable(`The ${what} cannot be written as JSON: ${reasonOf(cause)}`, cause);
  }
  if (text !== undefined) return text;
  throw notSerializable(`The ${what} cannot be written as JSON: it is ${String(value)}.`);
}

/** Quick, and true as well for what may be fine but is very deep. */
function loses(value: unknown, depth: number): boolean {
  if (typeof value !== 'object') {
    return typeof value === 'function' || typeof value === 'symbol' || typeof value === 'bigint';
  }
  if (value === null) return false;
  if (depth === 0) return true;
  if (Array.isArray(value)) {
    for (const one of value) if (loses(one, depth - 1)) return true;
    return false;
  }
  if (Object.getPrototypeOf(value) !== Object.prototype && adviceOn(value) !== undefined)
    return true;
  if (hasToJson(value)) return false;
  for (const key in value) {
    if (Object.hasOwn(value, key) && loses((value as Record<string, unknown>)[key], depth - 1)) {
      return true;
    }
  }
  return false;
}

function hasToJson(value: object): value is { toJSON: (key: string) => unknown } {
  return 'toJSON' in value && typeof value.toJSON === 'function';
}

/** What to do instead of putting this object, if JSON empties it. */
function adviceOn(value: object): string | undefined {
  if (ArrayBuffer.isView(value)) return BYTES_ADVICE;
  const kind = kindOf(value);
  if (value instanceof Error) return EMPTIED['Error'];
  if (Object.hasOwn(EMPTIED, kind)) return EMPTIED[kind];
  if (hasToJson(value) || ['Array', 'Number', 'String', 'Boolean'].includes(kind)) return undefined;
  const isPlain = isPlainPrototype(Object.getPrototypeOf(value));
  return isPlain || Object.keys(value).length > 0 ? undefined : OTHER_ADVICE;
}

/** `Object.prototype`, of this page or another one, or none. */
function isPlainPrototype(prototype: unknown): boolean {
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function kindOf(value: object): string {
  return Object.prototype.toString.call(value).slice('[object '.length, -1);
}

interface Loss {
  readonly path: string;
  readonly kind: string;
  readonly advice: string;
}

function refuseLoss(value: unknown, what: string): void {
  const loss = findLoss(value, what, []);
  if (!loss) return;
  const { path, kind, advice } = loss;
  throw notSerializable(`${path} is ${kind}, which JSON cannot carry: ${advice}.`);
}

function notSerializable(message: string, cause?: unknown): DataChannelError {
  return new DataChannelError('not-serializable', message, { cause });
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

/** The first place where something gets lost; slow and thorough. */
function findLoss(value: unknown, path: string, within: readonly object[]): Loss | undefined {
  switch (typeof value) {
    case 'function':
    case 'symbol':
      return { path, kind: `a ${typeof value}`, advice: 'leave it out' };
    case 'bigint':
      return hasToJson(Object(value) as object) // as programs teach it
        ? undefined
        : { path, kind: 'a BigInt', advice: 'put Number(value) or String(value)' };
    case 'object':
      return value === null ? undefined : findLossIn(value, path, within);
    default:
      return undefined;
  }
}

function findLossIn(value: object, path: string, within: readonly object[]): Loss | undefined {
  if (within.includes(value)) {
    return { path, kind: 'an object that contains itself', advice: 'put its parts' };
  }
  if (within.length === MAX_DEPTH) {
    const kind = `nested more than ${String(MAX_DEPTH)} levels deep`;
    return { path: `${path.slice(0, MAX_PATH_LENGTH)}…`, kind, advice: 'put its parts' };
  }
  const advice = adviceOn(value);
  const kind = kindOf(value) === 'Object' ? nameOf(value) : kindOf(value);
  if (advice !== undefined) {
    return { path, kind: `${/^[AEIO]/.test(kind) ? 'an' : 'a'} ${kind}`, advice };
  }
  if (hasToJson(value)) return lossOfToJson(value, path);
  for (const [key, one] of Object.entries(value)) {
    const place = Array.isArray(value) ? `[${key}]` : placeOf(key);
    const loss = findLoss(one, path + place, [...within, value]);
    if (loss) return loss;
  }
  return undefined;
}

function nameOf(value: object): string {
  const { constructor } = value as { readonly constructor?: unknown };
  return typeof constructor === 'function' && constructor.name
    ? constructor.name
    : 'nameless object';
}

function lossOfToJson(value: { toJSON: (key: string) => unknown }, path: string): Loss | undefined {
  try {
    value.toJSON('');
    return undefined;
  } catch (error) {
    const kind = `an object whose toJSON throws (${reasonOf(error)})`;
    return { path, kind, advice: 'put its parts' };
  }
}

function placeOf(key: string): string {
  return /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}
