import { restore, save } from './memento.js';

/** Something that may happen, in plain words. */
export interface SearchEvent<World> {
  readonly name: string;
  /** Whether it can happen now; it always can if this is missing. */
  readonly may?: (world: World) => boolean;
  readonly play: (world: World) => void;
}

/** What is searched. */
export interface Space<World> {
  readonly events: readonly SearchEvent<World>[];
  readonly create: () => World;
  /** What has happened before each of the searches that are made side by side. */
  readonly starts: readonly (readonly SearchEvent<World>[])[];
  /** Throws if a state is wrong; called after each event. */
  readonly check: (world: World) => void;
  /** Throws if nobody gets out of a state any more; may change it. */
  readonly escape: (world: World) => void;
  /** The same text for two states from which the same can come. */
  readonly keyOf: (world: World) => string;
}

/** How far a search has come. */
export interface Progress {
  readonly depth: number;
  readonly states: number;
  readonly steps: number;
}

/** What came of a search. */
export interface Outcome extends Progress {
  /** Whether there is no state that was not found. */
  readonly isWhole: boolean;
  readonly violation?: { readonly what: string; readonly trace: readonly string[] };
}

/** How far to go. */
export interface SearchLimits {
  readonly depth: number;
  /** Told after each depth, and now and then. */
  readonly onProgress?: (progress: Progress) => void;
}

/** One that is not followed any further, as it was found already, or what is wrong with it. */
type Finding = 'new' | 'known' | { readonly what: string; readonly isAfterEscape?: true };

const REPORT_EVERY = 1 << 18;

/**
 * Tries all orders of events, the shortest first, and each state once. States are not kept, but how each was come to: each is
 * played anew before it is left by all ways.
 */
export class Search<World extends object> {
  readonly #space: Space<World>;
  readonly #worlds: { readonly world: World; readonly fresh: ReturnType<typeof save> }[];
  readonly #known = new KnownKeys();
  /** By state: the state before it, or the number of its start, negative; and the event that led to it. */
  readonly #parents: number[] = [];
  readonly #by: number[] = [];
  #steps = 0;

  constructor(space: Space<World>) {
    this.#space = space;
    this.#worlds = space.starts.map((start) => {
      const world = space.create();
      for (const { play } of start) {
        play(world);
        space.check(world);
      }
      return { world, fresh: save(world) };
    });
  }

  run({ depth, onProgress }: SearchLimits): Outcome {
    let from = 0;
    for (let start = 0; start < this.#worlds.length; start++) {
      const violation = this.#enter(this.#worldAt(-1 - start), -1 - start, 0);
      if (violation) return { depth: 0, ...this.#counts, isWhole: false, violation };
    }
    for (let at = 1; at <= depth; at++) {
      const to = this.#parents.length;
      for (let state = from; state < to; state++) {
        const violation = this.#leave(state);
        if (violation) return { depth: at, ...this.#counts, isWhole: false, violation };
        if (state % REPORT_EVERY === 0) onProgress?.({ depth: at, ...this.#counts });
      }
      onProgress?.({ depth: at, ...this.#counts });
      if (this.#parents.length === to) return { depth: at, ...this.#counts, isWhole: true };
      from = to;
    }
    return { depth, ...this.#counts, isWhole: false };
  }

  get #counts(): Omit<Progress, 'depth'> {
    return { states: this.#parents.length, steps: this.#steps };
  }

  /** All events that may happen in a state. */
  #leave(state: number): Outcome['violation'] {
    const world = this.#worldAt(state);
    const saved = save(world);
    for (const [by, { may, play }] of this.#space.events.entries()) {
      if (may && !may(world)) continue;
      const violation = this.#enter(world, state, by, play);
      if (violation) return violation;
      restore(saved);
    }
    return undefined;
  }

  #enter(
    world: World,
    parent: number,
    by: number,
    play?: (world: World) => void,
  ): Outcome['violation'] {
    this.#steps++;
    const finding = this.#judge(world, play);
    if (finding === 'known') return undefined;
    if (finding !== 'new') {
      const { what, isAfterEscape } = finding;
      const trace = this.#trace(parent, play && by);
      return { what, trace: isAfterEscape ? [...trace, 'all play together'] : trace };
    }
    this.#parents.push(parent);
    this.#by.push(by);
    return undefined;
  }

  #judge(world: World, play: ((world: World) => void) | undefined): Finding {
    const { check, keyOf, escape } = this.#space;
    try {
      play?.(world);
      check(world);
      if (!this.#known.add(keyOf(world))) return 'known';
    } catch (error) {
      return { what: (error as Error).message };
    }
    const saved = save(world);
    try {
      escape(world);
    } catch (error) {
      return { what: (error as Error).message, isAfterEscape: true };
    }
    restore(saved);
    return 'new';
  }

  /** The world in this state. */
  #worldAt(state: number): World {
    const path: number[] = [];
    let at = state;
    while (at >= 0) {
      // What has no event is where a search has started.
      const parent = this.#parents[at]!;
      if (parent >= 0) path.push(this.#by[at]!);
      at = parent;
    }
    const { world, fresh } = this.#worlds[-1 - at]!;
    restore(fresh);
    for (const by of path.reverse()) {
      this.#space.events[by]!.play(world);
      this.#space.check(world); // it takes notes
    }
    return world;
  }

  #trace(parent: number, by: number | undefined): string[] {
    const names = by === undefined ? [] : [this.#space.events[by]!.name];
    let at = parent;
    while (at >= 0) {
      const before = this.#parents[at]!;
      if (before >= 0) names.unshift(this.#space.events[this.#by[at]!]!.name);
      at = before;
    }
    return [...this.#space.starts[-1 - at]!.map(({ name }) => name), ...names];
  }
}

/** Hashes of 53 bits: two states of ten million are taken for one with a probability of less than one in a hundred. */
class KnownKeys {
  /** A set holds 16 million at most. */
  readonly #sets = Array.from({ length: 64 }, () => new Set<number>());

  /** Returns whether it is new. */
  add(key: string): boolean {
    let high = 0xdeadbeef;
    let low = 0x41c6ce57;
    for (let at = 0; at < key.length; at++) {
      const code = key.charCodeAt(at);
      high = Math.imul(high ^ code, 2654435761);
      low = Math.imul(low ^ code, 1597334677);
    }
    high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
    low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
    const hash = 4294967296 * (2097151 & low) + (high >>> 0);
    const set = this.#sets[hash % 64]!;
    const { size } = set;
    return set.add(hash).size > size;
  }
}
