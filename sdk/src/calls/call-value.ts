import { jsonText } from '../connection/messages/json-text.js';
import { DataChannelError } from '../errors.js';
import { MAX_VALUE_CHARACTERS } from './call-wire.js';

/**
 * A copy of a value as it will arrive on the other side; undefined stays undefined.
 * @param what - how errors call it, such as `arguments`
 * @throws DataChannelError `not-serializable` or `message-too-large`
 */
export function callValue(value: unknown, what: string): { value: unknown; characters: number } {
  if (value === undefined) return { value, characters: 0 };
  const text = jsonText(value, what);
  if (text.length <= MAX_VALUE_CHARACTERS) {
    return { value: JSON.parse(text) as unknown, characters: text.length };
  }
  const limit = String(MAX_VALUE_CHARACTERS);
  const message = `The ${what} has ${String(text.length)} characters as JSON; at most ${limit} go with a call. Send more as messages.`;
  throw new DataChannelError('message-too-large', message);
}
