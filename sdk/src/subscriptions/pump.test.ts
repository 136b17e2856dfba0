import { expect, it } from 'vitest';
import { pump } from './pump.js';
import { Queue } from './queue.js';

it('pump takes one value after the other, tells of what fails, and ends with the subscription', async () => {
  const queue = new Queue<number>();
  for (const value of [1, 2, 3]) queue.put_nowait(value);
  queue.close();
  const taken: number[] = [];
  const failed: unknown[] = [];
  const take = async (value: number): Promise<void> => {
    await Promise.resolve();
    if (value === 2) throw new Error('two');
    taken.push(value);
  };
  await pump(
    () => queue.get(),
    take,
    (error) => failed.push(error),
  );
  expect(taken).toEqual([1, 3]);
  expect(failed).toEqual([new Error('two')]);
});
