import { readFile } from 'node:fs/promises';

/**
 * Read a text file as people have them: in UTF-8, or in UTF-16 as PowerShell writes it, with or without a byte order mark.
 * @param path - of the file
 * @throws Error of `node:fs` if it cannot be read
 */
export async function readText(path: string): Promise<string> {
  return decodeText(await readFile(path));
}

/** The text of such a file's bytes. */
export function decodeText(bytes: Uint8Array): string {
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-8';
  return new TextDecoder(encoding).decode(bytes); // leaves the mark out
}
