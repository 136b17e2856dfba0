import { expect, it } from 'vitest';
import { packPayload, readPayload, unpackPayload } from './bytes.js';

it.each(['{"a":[1,"x"]}', '"text"', 'null', 'no JSON', ''])(
  'hands on the text %j as it is',
  (text) => {
    expect(unpackPayload(packPayload(text))).toBe(text);
  },
);

it('hands on bytes', () => {
  const bytes = new Uint8Array(100_000).map((_, index) => index % 251);
  expect(readPayload(packPayload(bytes.buffer))).toEqual(bytes);
});

it.each([
  ['{"a":[1,"x"]}', { a: [1, 'x'] }],
  ['no JSON', 'no JSON'],
  ['', ''],
  ['["[[[[","\\"[["]', ['[[[[', '"[[']],
])('reads %j', (text, value) => {
  expect(readPayload({ text })).toEqual(value);
});

it('refuses JSON that is too deep to be walked through, and not texts that look like it', () => {
  const deep = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
  expect(() => readPayload({ text: deep(501) })).toThrow(/500 levels/);
  expect(readPayload({ text: deep(500) })).toHaveLength(1);
  expect(readPayload({ text: JSON.stringify(deep(20_000)) })).toBe(deep(20_000));
  expect(readPayload({ text: `{"a":${'[],'.repeat(10_000).slice(0, -1)}}` })).toBeTypeOf('string');
});
