import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FairQueue } from './fair-queue.js';

const message = (json: string, droppable = true): { json: string; droppable: boolean } => ({
  json,
  droppable,
});

describe('FairQueue', () => {
  it('lets owners take turns', () => {
    const queue = new FairQueue();
    for (let index = 0; index < 100; index++) queue.push('flood', message(`f${String(index)}`));
    queue.push('other', message('"hello"'));
    expect(queue.take(20)).toEqual(['f0', 'f1', 'f2', 'f3', 'f4', '"hello"']);
    queue.push('other', message('"again"'));
    expect(queue.take(10)).toContain('f5');
    expect(queue.take(10)).toContain('"again"');
  });

  it('gives one that is larger than a batch, alone', () => {
    const queue = new FairQueue();
    queue.push('a', message('0123456789'));
    queue.push('a', message('1'));
    expect(queue.take(5)).toEqual(['0123456789']);
    expect(queue.take(5)).toEqual(['1']);
    expect([queue.take(5), queue.characters]).toEqual([[], 0]);
  });

  it('drops what the heaviest owner may lose', () => {
    const queue = new FairQueue();
    queue.push('flood', message('must', false));
    for (let index = 0; index < 10; index++) queue.push('flood', message('flood'));
    queue.push('other', message('"hello"'));
    expect(queue.dropOldest(30)).toBe('flood');
    expect(queue.characters).toBe(54 + 7 - 30);
    expect(queue.dropOldest(1_000)).toBe('flood');
    expect(queue.dropOldest(1_000)).toBe('other');
    expect(queue.dropOldest(1_000)).toBeUndefined();
    expect(queue.take(100)).toEqual(['must']);
  });

  it('keeps each owner in order and loses nothing, however it is taken', () => {
    const step = fc.oneof(
      fc.record({ owner: fc.constantFrom('a', 'b', 'c'), size: fc.nat(20) }),
      fc.record({ take: fc.integer({ min: 1, max: 40 }) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const queue = new FairQueue();
        const expected = new Map<string, string[]>();
        const taken = new Map<string, string[]>();
        let number = 0;
        const put = (into: Map<string, string[]>, text: string): void => {
          const owner = text.slice(0, 1);
          into.set(owner, [...(into.get(owner) ?? []), text]);
        };
        const take = (characters: number): number => {
          const texts = queue.take(characters);
          for (const text of texts) put(taken, text);
          return texts.length;
        };
        for (const one of steps) {
          if ('take' in one) {
            take(one.take);
            continue;
          }
          const text = `${one.owner}${String(number++)}${'.'.repeat(one.size)}`;
          put(expected, text);
          queue.push(one.owner, message(text));
        }
        while (take(7) > 0);
        expect(taken).toEqual(expected);
        expect(queue.characters).toBe(0);
      }),
    );
  });
});
