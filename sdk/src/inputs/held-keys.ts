/** What a `Keyboard` outputs, as in RTCBot. */
export interface KeyboardInput {
  readonly type: 'keydown' | 'keyup';
  readonly altKey: boolean;
  readonly shiftKey: boolean;
  /** The number by which RTCBot programs tell keys apart: 87 is W. */
  readonly keyCode: number;
  /** The key as text. A `keyup` has that of its `keydown`, even if Shift was pressed between them. */
  readonly key: string;
  /** When it happened, in ms since the epoch. */
  readonly timestamp: number;
}

/** Pairs each keydown with one keyup. Keys are told apart by their place on the keyboard (`code`). */
export class HeldKeys {
  readonly #held = new Map<string, KeyboardInput>();

  /** A key goes down: the event to output, none if it is down already. */
  press(code: string, input: KeyboardInput): readonly KeyboardInput[] {
    if (this.#held.has(code)) return [];
    this.#held.set(code, input);
    return [input];
  }

  /** A key comes up: the event to output, none if it was not down. */
  release(code: string, input: KeyboardInput): readonly KeyboardInput[] {
    const down = this.#held.get(code);
    this.#held.delete(code);
    return down ? [{ ...input, type: 'keyup', key: down.key, keyCode: down.keyCode }] : [];
  }

  /** All keys come up: the events to output. */
  releaseAll(timestamp: number): readonly KeyboardInput[] {
    const ups = [...this.#held.values()].map((down): KeyboardInput => ({
      ...down,
      type: 'keyup',
      altKey: false,
      shiftKey: false,
      timestamp,
    }));
    this.#held.clear();
    return ups;
  }
}
