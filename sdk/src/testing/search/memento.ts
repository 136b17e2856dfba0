type Fields = Record<string, unknown>;
type Saved = readonly (() => void)[];

/** What no step changes, or what decides nothing. */
const CONSTANT = /[oO]ptions$|[pP]olicy$|[lL]imits$/;

/** Everything that can be reached from `root` as it is now, to be put back by {@link restore}. Closures keep what they hold on to. */
export function save(root: object): Saved {
  const saved: (() => void)[] = [];
  const seen = new Set<object>([root]);
  // Grows while it is gone through.
  for (const one of seen) saved.push(saveOne(one, seen));
  return saved;
}

function saveOne(one: object, seen: Set<object>): () => void {
  const note = (value: unknown): void => {
    if (typeof value === 'object' && value !== null) seen.add(value);
  };
  if (one instanceof Map) {
    const entries = [...(one as Map<unknown, unknown>)];
    for (const [, value] of entries) note(value);
    return () => {
      one.clear();
      for (const [key, value] of entries) one.set(key, value);
    };
  }
  if (one instanceof Set) {
    const members = [...(one as Set<unknown>)];
    return () => {
      one.clear();
      for (const member of members) one.add(member);
    };
  }
  if (Array.isArray(one)) {
    const items = [...(one as unknown[])];
    items.forEach(note);
    return () => void one.splice(0, Infinity, ...items);
  }
  const fields = one as Fields;
  const names = namesOf(fields);
  const values = names.map((name) => fields[name]);
  values.forEach(note);
  return () => {
    for (let at = 0; at < names.length; at++) fields[names[at]!] = values[at];
  };
}

const namesByClass = new Map<unknown, readonly string[]>();

/** Instances of a class have the same fields from their beginning to their end. */
function namesOf(fields: Fields): readonly string[] {
  const list = (): string[] => Object.keys(fields).filter((name) => !CONSTANT.test(name));
  const { constructor } = fields;
  if (constructor === Object) return list();
  const known = namesByClass.get(constructor);
  if (known) return known;
  const names = list();
  namesByClass.set(constructor, names);
  return names;
}

export function restore(saved: Saved): void {
  for (const put of saved) put();
}

/** How a number of a state counts: not at all, as it is, or as the time since then, up to a limit above which nothing depends on it. */
export type Meaning = 'nothing' | 'itself' | { readonly upToMs: number };

/** Writes states as texts that are equal for two from which the same can come: times are those since then, what only counts is left out. */
export class StateText {
  readonly #meanings: Readonly<Record<string, Meaning>>;
  readonly #byOwner = new Map<string, Map<string, Meaning | undefined>>();
  #text = '';
  #nowMs = 0;
  #seen = new Set<object>();

  /** @param meanings - of numbers, by `field` or `owner.field`; one that has none is an error, so that no new field is forgotten */
  constructor(meanings: Readonly<Record<string, Meaning>>) {
    this.#meanings = meanings;
  }

  write(root: object, nowMs: number): string {
    this.#text = '';
    this.#nowMs = nowMs;
    this.#seen = new Set();
    this.#writeAll(root, '');
    return this.#text;
  }

  #write(value: unknown, name: string, owner: string): void {
    if (typeof value === 'function') return;
    const meaning = this.#meaningOf(name, owner);
    if (meaning === 'nothing') return;
    if (typeof value === 'number') {
      if (meaning === undefined) {
        throw new Error(`What does the number ${owner}.${name} mean to a search?`);
      }
      const { upToMs } = meaning === 'itself' ? { upToMs: undefined } : meaning;
      const counted = upToMs === undefined ? value : clamp(this.#nowMs - value, upToMs);
      this.#text += `${counted},`;
    } else if (typeof value !== 'object' || value === null) this.#text += `${String(value)},`;
    else this.#writeAll(value, name);
  }

  #writeAll(value: object, name: string): void {
    if (this.#seen.has(value)) return;
    this.#seen.add(value);
    this.#text += '{';
    if (Array.isArray(value)) for (const item of value) this.#write(item, name, name);
    else if (value instanceof Map) {
      for (const [key, item] of value as Map<string, unknown>) {
        this.#text += `${key}:`;
        this.#write(item, name, name);
      }
    } else {
      const fields = value as Fields;
      for (const field in fields) this.#write(fields[field], field, name);
    }
    this.#text += '}';
  }

  #meaningOf(name: string, owner: string): Meaning | undefined {
    let byName = this.#byOwner.get(owner);
    if (!byName) {
      byName = new Map<string, Meaning | undefined>();
      this.#byOwner.set(owner, byName);
    }
    if (byName.has(name)) return byName.get(name);
    const given = this.#meanings[`${owner}.${name}`] ?? this.#meanings[name];
    const meaning = CONSTANT.test(name) ? 'nothing' : given;
    byName.set(name, meaning);
    return meaning;
  }
}

function clamp(sinceMs: number, limitMs: number): number {
  return Math.min(Math.max(sinceMs, -limitMs), limitMs);
}
