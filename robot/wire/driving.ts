/**
 * What page and host say to each other about driving. It has a stream of its own in each direction, so that commands and
 * heartbeats never wait behind messages. The page only carries it: what it means, the host decides.
 *
 * @module
 */

/**
 * From the page: an operator has come, has another role or another time, is gone, or said something on one of the channels for driving;
 * or it is sent pictures of a camera (`live`) from now on, or (`lost`) no more than words in their place.
 */
export type DrivingNews =
  | readonly [type: 'join' | 'renew', id: string, role: string, expiresInMs?: number | undefined]
  | readonly [type: 'leave', id: string]
  | readonly [type: 'signal', id: string, signal: 'live' | 'lost']
  | readonly [type: 'text', id: string, text: string];

/** From the host: a text for an operator, over the reliable channel or over the lossy one. */
export type DrivingText = readonly [id: string, text: string, reliable: boolean];

/**
 * Read a batch of the page.
 * @throws TypeError if it holds anything but {@link DrivingNews}
 */
export function parseDrivingNews(batch: string): DrivingNews[] {
  return parseTuples(batch).map((fields) => {
    const [type, id, rest, expiresInMs] = fields;
    if (typeof id === 'string') {
      if (type === 'leave') return [type, id];
      if (type === 'signal' && (rest === 'live' || rest === 'lost')) return [type, id, rest];
      if (type === 'text' && typeof rest === 'string') return [type, id, rest];
      if ((type === 'join' || type === 'renew') && typeof rest === 'string') {
        if (expiresInMs === undefined) return [type, id, rest];
        if (typeof expiresInMs === 'number') return [type, id, rest, expiresInMs];
      }
    }
    throw new TypeError('The page sent news of driving that nobody understands.');
  });
}

/**
 * Read a batch of the host.
 * @throws TypeError if it holds anything but {@link DrivingText}s
 */
export function parseDrivingTexts(batch: string): DrivingText[] {
  return parseTuples(batch).map(([id, text, reliable]) => {
    if (typeof id === 'string' && typeof text === 'string') return [id, text, reliable === true];
    throw new TypeError('The host sent a text for driving that nobody understands.');
  });
}

function parseTuples(batch: string): unknown[][] {
  const values: unknown = JSON.parse(batch);
  if (Array.isArray(values) && values.every(Array.isArray)) return values as unknown[][];
  throw new TypeError('A batch is an array of arrays.');
}
