/** What decides about the cameras that a robot is asked for. */
export interface CameraWish {
  /** Names of all that there are; the first one is what a robot sends that is asked for nothing. */
  readonly known: readonly string[];
  /** Names of those that are sent. */
  readonly shown: readonly string[];
  /** Names of those that somebody here wants to see. */
  readonly wanted: readonly string[];
  /** Whether somebody looks at the first video track, whatever it shows. */
  readonly keepsFirst: boolean;
}

/**
 * The names to ask for, in the order of their tracks. A camera that is sent stays on its track if that can be, so that nobody's
 * picture changes for another one's sake.
 */
export function camerasToAskFor({ known, shown, wanted, keepsFirst }: CameraWish): string[] {
  const [first] = known;
  const isAlone = !known.some((name) => wanted.includes(name));
  const needed = known.filter(
    (name) => wanted.includes(name) || (name === first && (keepsFirst || isAlone)),
  );
  const tracks = new Map<number, string>();
  if (keepsFirst && first !== undefined) tracks.set(0, first);
  const moving = needed.filter((name) => {
    const index = shown.indexOf(name);
    if (tracks.get(0) === name) return false;
    if (index < 0 || index >= needed.length || tracks.has(index)) return true;
    tracks.set(index, name);
    return false;
  });
  return needed.map((_, index) => tracks.get(index) ?? moving.shift() ?? '');
}
