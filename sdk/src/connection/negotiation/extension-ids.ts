/** A header extension in SDP: its id, an optional direction, its URI, and what follows. */
const EXTMAP = /^a=extmap:(\d+)(\/\w+)? (\S+)/gm;

/** Ids of one-byte headers, the only ones that every implementation knows. */
const MAX_ID = 14;

/**
 * Give each RTP header extension of an offer an id of its own. aiortc, and with it Python RTCBot, counts them anew
 * in each media section, so that the sections of one bundle give the same id to different extensions, and Chromium
 * refuses the offer. aiortc takes the ids over that the answer names. An offer without such a clash is returned as it is.
 */
export function separateExtensionIds(sdp: string): string {
  const used = new Set([...sdp.matchAll(EXTMAP)].map((match) => Number(match[1])));
  const idOf = new Map<string, number>();
  const taken = new Set<number>();
  const idFor = (wanted: number): number => {
    if (!taken.has(wanted)) return wanted;
    for (let id = 1; id <= MAX_ID; id++) if (!used.has(id) && !taken.has(id)) return id;
    return wanted;
  };
  return sdp.replace(EXTMAP, (_, wanted: string, direction = '', uri: string) => {
    const id = idOf.get(uri) ?? idFor(Number(wanted));
    idOf.set(uri, id);
    taken.add(id);
    return `a=extmap:${String(id)}${direction as string} ${uri}`;
  });
}
