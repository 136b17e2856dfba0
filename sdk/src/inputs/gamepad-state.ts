/** What a `Gamepad` outputs, as RTCBot's: `btn…` goes with true or false, `axis…` with -1 to 1. */
export type GamepadInput =
  | { readonly value: boolean; readonly type: `btn${number}` }
  | { readonly value: number; readonly type: `axis${number}` };

/** All of a gamepad: named as in the browser's own Gamepad object, but a copy that does not change. */
export interface GamepadState {
  readonly axes: readonly number[];
  readonly buttons: readonly { readonly pressed: boolean; readonly value: number }[];
}

/** Copy what matters of a browser's gamepad. */
export function copyState({ axes, buttons }: GamepadState): GamepadState {
  return {
    axes: [...axes],
    buttons: buttons.map(({ pressed, value }) => ({ pressed, value })),
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
