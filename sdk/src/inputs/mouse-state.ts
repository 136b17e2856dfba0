/** What a `Mouse` outputs: the events of RTCBot's Python `Mouse`, with the names of Linux input devices. */
export interface MouseInput {
  /** When it happened, in ms since the epoch. */
  readonly timestamp: number;
  /** `BTN_LEFT`, `BTN_RIGHT`, `BTN_MIDDLE`, `BTN_SIDE`, `BTN_EXTRA`, `REL_X`, `REL_Y`, `REL_WHEEL` or `REL_HWHEEL`. */
  readonly code: string;
  /** Of a button 1 (down) or 0 (up); of a movement pixels to the right or down; of a wheel 1 (up, right) or -1. */
  readonly state: number;
  /** `Key` for buttons, `Relative` for movements. */
  readonly event: 'Key' | 'Relative';
}

/** A {@link MouseInput} before anybody looked at the clock. */
export type MouseChange = Omit<MouseInput, 'timestamp'>;

/** In the order of the bits of `MouseEvent.buttons`. */
const BUTTONS = ['BTN_LEFT', 'BTN_RIGHT', 'BTN_MIDDLE', 'BTN_SIDE', 'BTN_EXTRA'];

/** What changes between two states of all buttons, as of `MouseEvent.buttons`. */
export function buttonChanges(before: number, after: number): readonly MouseChange[] {
  return BUTTONS.flatMap((code, bit): MouseChange[] => {
    const state = (after >> bit) & 1;
    return state === ((before >> bit) & 1) ? [] : [{ code, state, event: 'Key' }];
  });
}

/** A movement along two axes, what did not move left out. */
export function movements(values: Readonly<Record<string, number>>): readonly MouseChange[] {
  return Object.entries(values).flatMap(([code, state]): MouseChange[] =>
    state === 0 ? [] : [{ code, state, event: 'Relative' }],
  );
}
