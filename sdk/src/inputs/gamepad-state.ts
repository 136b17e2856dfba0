/**
 * What a `Gamepad` outputs, as RTCBot's: `btn…` goes with true or false, `axis…` with -1 to 1, or 0 to 1 where it is a trigger.
 */
export type GamepadInput =
  | { readonly value: boolean; readonly type: `btn${number}` }
  | { readonly value: number; readonly type: `axis${number}` };

/** All of a gamepad: named as in the browser's own Gamepad object, but a copy that does not change. */
export interface GamepadState {
  readonly axes: readonly number[];
  readonly buttons: readonly { readonly pressed: boolean; readonly value: number }[];
}

/** What matters of a browser's gamepad. */
export interface GamepadReading extends GamepadState {
  /** `standard` where the browser knows the gamepad: all axes are sticks then. */
  readonly mapping?: string;
}

/** One input of a gamepad, by its place among the browser's axes or buttons; a `trigger` is an axis that rests at -1. */
export interface GamepadTerm {
  readonly kind: 'axis' | 'button' | 'trigger';
  readonly index: number;
}

/** How far an input is pushed; 0 at rest, or where the gamepad has none such. A trigger goes from 0 to 1. */
export function gamepadPush({ axes, buttons }: GamepadState, { kind, index }: GamepadTerm): number {
  if (kind === 'button') return buttons[index]?.value ?? 0;
  const value = axes[index];
  if (value === undefined) return 0;
  return kind === 'axis' ? value : (value + 1) / 2;
}

/** All inputs of a gamepad. @param triggers - which axes rest at -1 */
export function termsOfGamepad(
  { axes, buttons }: GamepadState,
  triggers: readonly number[],
): readonly GamepadTerm[] {
  return [
    ...axes.map((_, index) => axisTerm(index, triggers)),
    ...buttons.map((_, index) => ({ kind: 'button', index }) as const),
  ];
}

const axisTerm = (index: number, triggers: readonly number[]): GamepadTerm => ({
  kind: triggers.includes(index) ? 'trigger' : 'axis',
  index,
});

/** Copy what matters of a browser's gamepad; what does not count is at rest. */
export function copyState(
  gamepad: GamepadState,
  triggers: readonly number[],
  isLive: (term: GamepadTerm) => boolean,
): GamepadState {
  return {
    axes: gamepad.axes.map((_, index) => {
      const term = axisTerm(index, triggers);
      return isLive(term) ? gamepadPush(gamepad, term) : 0;
    }),
    buttons: gamepad.buttons.map(({ pressed, value }, index) =>
      isLive({ kind: 'button', index }) ? { pressed, value } : { pressed: false, value: 0 },
    ),
  };
}

/** The same gamepad with nothing pressed. */
export function neutralState({ axes, buttons }: GamepadState): GamepadState {
  return {
    axes: axes.map(() => 0),
    buttons: buttons.map(() => ({ pressed: false, value: 0 })),
  };
}

/** The events between two states of a gamepad, buttons first. */
export function stateChanges(before: GamepadState, after: GamepadState): readonly GamepadInput[] {
  return [
    ...after.buttons.flatMap(({ pressed }, i): GamepadInput[] =>
      pressed === (before.buttons[i]?.pressed ?? false)
        ? []
        : [{ value: pressed, type: `btn${i}` }],
    ),
    ...after.axes.flatMap((value, i): GamepadInput[] =>
      value === (before.axes[i] ?? 0) ? [] : [{ value, type: `axis${i}` }],
    ),
  ];
}
