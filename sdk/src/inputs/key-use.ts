/** The parts of an element that tell what it does with keys. */
export interface KeyTarget {
  readonly localName?: string;
  readonly isContentEditable?: boolean;
}

/** The parts of a keyboard event that tell whom it is for. */
export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  /** The innermost element, also inside shadow DOM: `composedPath()[0]`. */
  readonly target: KeyTarget;
}

const FORM_FIELDS = /^(input|textarea|select)$/;
const OPERATED_BY_KEYS = /^(a|button|summary|video|audio)$/;
const OPERATING_KEYS = /^(Enter| )$/;
const BROWSER_KEYS = /^(Tab|F\d+)$/;

/**
 * Whom a key is for: `page` (typing, pressing a focused button, the browser's shortcuts with Ctrl or
 * Meta), `robot`, or `both` (moving the focus, F1 to F12: the robot hears of it and the page still does it).
 */
export function keyUse({ key, ctrlKey, metaKey, target }: KeyPress): 'page' | 'robot' | 'both' {
  const { localName = '', isContentEditable = false } = target;
  if (ctrlKey || metaKey || isContentEditable || FORM_FIELDS.test(localName)) return 'page';
  if (OPERATING_KEYS.test(key) && OPERATED_BY_KEYS.test(localName)) return 'page';
  return BROWSER_KEYS.test(key) ? 'both' : 'robot';
}
