/** A message that waits, as JSON text. */
export interface WaitingMessage {
  readonly json: string;
  /** Whether it may be lost when too much waits. */
  readonly droppable: boolean;
}

interface Line {
  messages: WaitingMessage[];
  characters: number;
}

/** Messages that wait, a line for each owner. Owners take turns. */
export class FairQueue {
  /** Whose turn it is comes first; there are no empty lines. */
  readonly #lines = new Map<string, Line>();
  #characters = 0;

  /** How many characters wait. */
  get characters(): number {
    return this.#characters;
  }

  /** Add one. */
  push(owner: string, message: WaitingMessage): void {
    const line = this.#lines.get(owner) ?? { messages: [], characters: 0 };
    line.messages.push(message);
    this.#lines.set(owner, line);
    this.#count(line, message.json.length);
  }

  /**
   * Take messages, of each owner in turn its share, until there are so many characters; one at least.
   * @returns their texts
   */
  take(maxCharacters: number): string[] {
    const taken: string[] = [];
    let left = maxCharacters;
    let owners = this.#lines.size;
    for (const [owner, line] of [...this.#lines]) {
      const share = left / owners--;
      const texts = takeFrom(line.messages, taken.length === 0, share);
      if (texts.length === 0) continue;
      const characters = lengthOf(texts);
      left -= characters;
      this.#count(line, -characters);
      this.#lines.delete(owner);
      // Who has been served is behind the others.
      if (line.messages.length > 0) this.#lines.set(owner, line);
      for (const text of texts) taken.push(text);
    }
    return taken;
  }

  /**
   * Drop messages of the owner that has most waiting, the oldest first, until so many characters are gone or another
   * owner has more.
   * @returns whose they were; undefined if there are none that may be dropped
   */
  dropOldest(characters: number): string | undefined {
    const heaviest = [...this.#lines]
      .filter(([, { messages }]) => messages.some(({ droppable }) => droppable))
      .sort(([, a], [, b]) => b.characters - a.characters);
    const [[owner, line] = [], [, next] = []] = heaviest;
    if (!line) return undefined;
    const aim = Math.max(line.characters - characters, next?.characters ?? 0);
    const kept: WaitingMessage[] = [];
    let dropped = 0;
    for (const message of line.messages) {
      // One at least, where both have the same.
      const isEnough = dropped > 0 && line.characters - dropped <= aim;
      if (message.droppable && !isEnough) dropped += message.json.length;
      else kept.push(message);
    }
    line.messages = kept;
    this.#count(line, -dropped);
    if (kept.length === 0 && owner !== undefined) this.#lines.delete(owner);
    return owner;
  }

  /** Drop everything. */
  clear(): void {
    this.#lines.clear();
    this.#characters = 0;
  }

  #count(line: Line, characters: number): void {
    line.characters += characters;
    this.#characters += characters;
  }
}

function takeFrom(
  messages: WaitingMessage[],
  atLeastOne: boolean,
  maxCharacters: number,
): string[] {
  let characters = 0;
  let count = 0;
  for (const { json } of messages) {
    characters += json.length;
    if (characters > maxCharacters && !(atLeastOne && count === 0)) break;
    count++;
  }
  return messages.splice(0, count).map(({ json }) => json);
}

function lengthOf(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + text.length, 0);
}
