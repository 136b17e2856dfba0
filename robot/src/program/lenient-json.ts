/**
 * Read JSON as Python's `json.dumps` writes it: `NaN`, `Infinity` and `-Infinity`, which JSON does not have, are read as null.
 * @param onNotANumber - called when there were any
 * @throws SyntaxError if it is not JSON otherwise
 */
export function parseLenientJson(text: string, onNotANumber: () => void): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const mended = text.replace(TEXT_OR_NOT_A_NUMBER, (found) =>
      found.startsWith('"') ? found : 'null',
    );
    if (mended === text) throw error;
    const value: unknown = JSON.parse(mended);
    onNotANumber();
    return value;
  }
}

/** Texts are taken whole, to the end where their end is missing: so every character is looked at once. */
const TEXT_OR_NOT_A_NUMBER = /"(?:[^"\\]|\\.)*(?:"|$)|-?\bInfinity\b|\bNaN\b/gs;
