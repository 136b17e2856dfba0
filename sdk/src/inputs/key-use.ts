/** The parts of a keyboard event that tell whom it is for. */
export type KeyPress = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey'>;

/** The parts of an element that tell what it does with keys. */
export type KeyTarget = Partial<Pick<HTMLElement, 'localName' | 'isContentEditable'>>;

const FORM_FIELDS = /^(input|textarea|select)$/;
const OPERATED_BY_KEYS = /^(a|button|summary|video|audio)$/;
const OPERATING_KEYS = /^(Enter| )$/;
const BROWSER_KEYS = /^(Tab|F\d+)$/;

/**
 * Whom a key is for: `page` (typing, pressing a focused button, the browser's shortcuts with Ctrl or
 * Meta), `robot`, or `both` (moving the focus, F1 to F12: the robot hears of it and the page still does it).
 *
 * @param target - the innermost element, also inside shadow DOM: `composedPath()[0]`
 */
export function keyUse(press: KeyPress, target: KeyTarget): 'page' | 'robot' | 'both' {
  const { localName = '' } = target;
  const isForPage =
    press.ctrlKey ||
    press.metaKey ||
    target.isContentEditable === true ||
    FORM_FIELDS.test(localName) ||
    (OPERATING_KEYS.test(press.key) && OPERATED_BY_KEYS.test(localName));
  if (isForPage) return 'page';
  return BROWSER_KEYS.test(press.key) ? 'both' : 'robot';
}
