/**
 * Which keys drive, and what they ask for together: decisions on plain values, apart from any DOM.
 *
 * @module
 */
import type { DriveAxes } from './drive-command.js';

/** Where a key pushes. */
export type DriveDirection = 'forward' | 'backward' | 'left' | 'right';

/** By their place on the keyboard, whatever letter is printed there. */
const DIRECTIONS: Readonly<Partial<Record<string, DriveDirection>>> = {
  KeyW: 'forward',
  KeyS: 'backward',
  KeyA: 'left',
  KeyD: 'right',
  ArrowUp: 'forward',
  ArrowDown: 'backward',
  ArrowLeft: 'left',
  ArrowRight: 'right',
};

/** The parts of a keyboard event that tell what it means. */
export type DriveKey = Pick<KeyboardEvent, 'code' | 'repeat' | 'ctrlKey' | 'metaKey' | 'altKey'>;

/** Keys that are held down. */
export class DriveKeys {
  readonly #held = new Map<string, DriveDirection>();
  readonly #directions: typeof DIRECTIONS;

  /** @param isWanted - which keys drive; default: all */
  constructor(isWanted: (code: string) => boolean = () => true) {
    this.#directions = Object.fromEntries(
      Object.entries(DIRECTIONS).filter(([code]) => isWanted(code)),
    );
  }

  /** Where the keys push, taken together: opposite ones cancel each other. */
  get axes(): DriveAxes {
    const push = (to: DriveDirection, from: DriveDirection): number =>
      Number(this.isHeld(to)) - Number(this.isHeld(from));
    return { linear: push('forward', 'backward'), angular: push('left', 'right') };
  }

  /** Whether a key for `direction` is held. */
  isHeld(direction: DriveDirection): boolean {
    return [...this.#held.values()].includes(direction);
  }

  /** Whether this very key is held. */
  holds({ code }: Pick<DriveKey, 'code'>): boolean {
    return this.#held.has(code);
  }

  /** Whether a key is one that drives; with a modifier it is somebody else's. */
  isOurs({ code, ctrlKey, metaKey, altKey }: DriveKey): boolean {
    return code in this.#directions && !ctrlKey && !metaKey && !altKey;
  }

  /**
   * A key goes down. One that only repeats was held before we looked, and does not begin anything.
   * @returns whether that changed something
   */
  press(key: DriveKey): boolean {
    const direction = this.#directions[key.code];
    if (!direction || !this.isOurs(key) || key.repeat || this.#held.has(key.code)) return false;
    this.#held.set(key.code, direction);
    return true;
  }

  /** A key comes up. @returns whether that changed something */
  release({ code }: Pick<DriveKey, 'code'>): boolean {
    return this.#held.delete(code);
  }

  /** All keys count as up. @returns whether that changed something */
  releaseAll(): boolean {
    const wasHeld = this.#held.size > 0;
    this.#held.clear();
    return wasHeld;
  }
}

/** Elements in which keys type, choose or seek. */
const USES_KEYS =
  /^(input|textarea|select|option|video|audio|iframe|object|embed|details|summary)$/;
const USES_ARROWS =
  /^(combobox|grid|listbox|menu|menubar|menuitem.*|option|radio|radiogroup|searchbox|slider|spinbutton|tab|tablist|textbox|tree|treeitem)$/;

/** The parts of an element that tell what it does with keys. */
export interface KeyUser {
  readonly localName?: string;
  readonly isContentEditable?: boolean;
  readonly role?: string | null;
}

/** Whether the element that has the focus uses keys itself. */
export const usesKeys = ({ localName = '', isContentEditable, role }: KeyUser): boolean =>
  USES_KEYS.test(localName) || isContentEditable === true || USES_ARROWS.test(role ?? '');
