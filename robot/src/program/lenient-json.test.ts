import { describe, expect, it, vi } from 'vitest';
import { parseLenientJson } from './lenient-json.js';

describe('JSON as Python writes it', () => {
  it.each([
    ['{"a":[NaN,Infinity,-Infinity,1]}', { a: [null, null, null, 1] }],
    ['{"NaN":"-Infinity","b":NaN}', { NaN: '-Infinity', b: null }],
    ['{"a":"\\"NaN","b":NaN}', { a: '"NaN', b: null }],
    ['NaN', null],
  ])('reads %s', (text, value) => {
    const onNotANumber = vi.fn();
    expect(parseLenientJson(text, onNotANumber)).toEqual(value);
    expect(onNotANumber).toHaveBeenCalledOnce();
  });

  it('tells nobody of what is JSON', () => {
    const onNotANumber = vi.fn();
    expect(parseLenientJson('{"a":"NaN, Infinity"}', onNotANumber)).toEqual({ a: 'NaN, Infinity' });
    expect(onNotANumber).not.toHaveBeenCalled();
  });

  it.each(['{"a":NaNs}', '{"a":-NaN}', '{NaN}', '"NaN', 'nonsense', '{"a":Infinity'])(
    'refuses %s',
    (text) => {
      expect(() => parseLenientJson(text, () => undefined)).toThrow(SyntaxError);
    },
  );

  it('takes no longer for text that is made to take long', () => {
    const startMs = performance.now();
    expect(() => parseLenientJson(`NaN"${'\\"'.repeat(500_000)}`, () => undefined)).toThrow();
    expect(performance.now() - startMs).toBeLessThan(5_000);
  });
});
