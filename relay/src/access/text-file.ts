import { readFileSync } from 'node:fs';

/**
 * Read a text file as people have them: in UTF-8, or in UTF-16 as PowerShell writes it, with or without a byte order mark.
 * @param file - its path
 * @throws Error of `node:fs` if it cannot be read
 */
export function readText(file: string): string {
  const bytes = readFileSync(file);
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-8';
  return new TextDecoder(encoding).decode(bytes); // leaves the mark out
}
