import { expect, it } from 'vitest';
import { LineSplitter } from './line-splitter.js';

function split(pieces: readonly string[], maxCharacters?: number): string[] {
  const lines: string[] = [];
  const splitter = new LineSplitter(
    {
      onLine: (line) => lines.push(line),
      onTooLong: () => lines.push('(too long)'),
    },
    maxCharacters,
  );
  for (const piece of pieces) splitter.push(piece);
  splitter.end();
  return lines;
}

it('puts lines together from pieces', () => {
  expect(split(['a', 'b\nc', '\r\n', '\nd'])).toEqual(['ab', 'c', '', 'd']);
  expect(split(['a\n'])).toEqual(['a']);
  expect(split([])).toEqual([]);
});

it('leaves a line out that is too long, and goes on with the next', () => {
  expect(split(['12', '34', '56\nok\n'], 4)).toEqual(['(too long)', 'ok']);
  expect(split(['12345\n1234\n'], 4)).toEqual(['(too long)', '1234']);
  expect(split(['12345'], 4)).toEqual(['(too long)']);
});

it('leaves out a byte order mark at the start, and only there', () => {
  expect(split(['\uFEFF{"a":1}\n\uFEFFb\n'])).toEqual(['{"a":1}', '\uFEFFb']);
  expect(split(['', '\uFEFF', 'a\n'])).toEqual(['a']);
});
