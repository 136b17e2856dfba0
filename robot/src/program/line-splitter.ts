/** Longest line that is taken, in characters. */
export const MAX_LINE_CHARACTERS = 1_000_000;

/** Who takes the lines of a {@link LineSplitter}. */
export interface LineListener {
  /** A whole line, without its end. */
  onLine(line: string): void;
  /** A line was longer than allowed, and is left out. */
  onTooLong(): void;
}

/**
 * Cuts text that comes in pieces into lines, and never keeps more than one line of bounded length. A byte order mark at its start
 * is left out.
 */
export class LineSplitter {
  readonly #listener: LineListener;
  readonly #maxCharacters: number;
  #incomplete = '';
  #skipping = false;
  #hasBegun = false;

  constructor(listener: LineListener, maxCharacters = MAX_LINE_CHARACTERS) {
    this.#listener = listener;
    this.#maxCharacters = maxCharacters;
  }

  /** Take the next piece of text. */
  push(text: string): void {
    const pieces = (this.#hasBegun ? text : text.replace(/^\uFEFF/, '')).split('\n');
    this.#hasBegun ||= text !== '';
    const last = pieces.pop() ?? '';
    for (const piece of pieces) {
      this.#add(piece);
      this.#finish();
    }
    this.#add(last);
  }

  /** The text is over: what is left is a line too. */
  end(): void {
    if (this.#incomplete !== '' || this.#skipping) this.#finish();
  }

  #add(piece: string): void {
    if (this.#skipping) return;
    this.#incomplete += piece;
    this.#skipping = this.#incomplete.length > this.#maxCharacters;
    if (this.#skipping) this.#incomplete = '';
  }

  #finish(): void {
    const line = this.#incomplete.replace(/\r$/, '');
    const tooLong = this.#skipping;
    this.#incomplete = '';
    this.#skipping = false;
    if (tooLong) this.#listener.onTooLong();
    else this.#listener.onLine(line);
  }
}
