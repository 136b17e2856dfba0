import { RtcError } from '../../errors.js';

/** Which key of a robot is trusted: a public key (or several, while one replaces another), or the first that it shows. */
export type TrustedRobotKey = string | readonly string[];

/** What remembers keys: the part of `localStorage` that is used. */
export interface KeyStorage {
  getItem(name: string): string | null;
  setItem(name: string, value: string): void;
}

const FIRST_USE = 'first-use';
const KEY = /^[\w-]{43}$/;

/** Which keys an operator takes for those of a robot. */
export interface RobotKeyTrust {
  /** The keys that are expected now; none: any. */
  expected(): readonly string[];
  /** This one was verified. */
  learn(key: string): void;
}

/**
 * Check what the user trusts.
 * @param trusted - keys, `first-use`, or undefined to trust the relay
 * @param name - of the robot and its relay, under which a first key is remembered
 * @throws RtcError `bad-argument` if it is none of these
 */
export function robotKeyTrust(
  trusted: TrustedRobotKey | undefined,
  name: string,
  storage: () => KeyStorage = () => localStorage,
): RobotKeyTrust | undefined {
  if (trusted === undefined) return undefined;
  if (trusted === FIRST_USE) return firstUse(name, storage);
  const keys = typeof trusted === 'string' ? trusted.trim().split(/\s+/) : [...trusted];
  if (keys.length === 0 || !keys.every((key) => KEY.test(key))) {
    throw new RtcError(
      'bad-argument',
      `A robot's key has 43 letters, digits, "-" or "_", as "rtcbot-robot key" prints it; or give "${FIRST_USE}". Got: ${JSON.stringify(trusted)}`,
    );
  }
  return { expected: () => keys, learn: () => undefined };
}

/** Where there is no storage (a private window, a sandboxed frame), keys are remembered as long as the page. */
const remembered = new Map<string, string>();

function firstUse(name: string, storage: () => KeyStorage): RobotKeyTrust {
  const entry = `rtcbot:robot-key:${name}`;
  const stored = (): string | undefined => {
    try {
      return storage().getItem(entry) ?? remembered.get(entry);
    } catch {
      return remembered.get(entry);
    }
  };
  return {
    expected: () => {
      const key = stored();
      return key === undefined ? [] : [key];
    },
    learn: (key) => {
      if (stored() !== undefined) return;
      remembered.set(entry, key);
      try {
        storage().setItem(entry, key);
      } catch {
        // It is remembered by the page.
      }
    },
  };
}
