import { describe, expect, it } from 'vitest';
import { Outbox } from './outbox.js';
import { createDeferred, type Deferred } from '../src/host/deferred.js';

/** The other side, which takes a batch when the test says so. */
class OtherSide {
  readonly batches: unknown[] = [];
  readonly troubles: string[] = [];
  #taken: Deferred<undefined>[] = [];
  readonly outbox: Outbox;

  constructor(maxWaitingCharacters?: number, maxUnderWay?: number) {
    this.outbox = new Outbox({
      deliver: (batch) => {
        this.batches.push(JSON.parse(batch));
        const taken = createDeferred<undefined>();
        this.#taken.push(taken);
        return taken.promise;
      },
      onOverflow: () => this.troubles.push('overflow'),
      onFailure: (error) => this.troubles.push(String(error)),
      ...(maxWaitingCharacters === undefined ? {} : { maxWaitingCharacters }),
      ...(maxUnderWay === undefined ? {} : { maxUnderWay }),
    });
  }

  async take(): Promise<void> {
    this.#taken.shift()?.resolve(undefined);
    await Promise.resolve();
    await Promise.resolve();
  }

  async fail(): Promise<void> {
    this.#taken.shift()?.reject(new Error('gone'));
    await Promise.resolve();
    await Promise.resolve();
  }
}

describe('Outbox', () => {
  it('sends the first at once and the others together, in order', async () => {
    const other = new OtherSide();
    for (const json of ['1', '2', '3']) other.outbox.push(json, true);
    expect(other.batches).toEqual([[1]]);
    await other.take();
    expect(other.batches).toEqual([[1], [2, 3]]);
    other.outbox.push('4', false);
    await other.take();
    expect(other.batches).toEqual([[1], [2, 3], [4]]);
    await other.take();
    expect(other.batches).toHaveLength(3);
  });

  it('has several batches under way, and no more', async () => {
    const other = new OtherSide(undefined, 2);
    for (const json of ['1', '2', '3', '4']) other.outbox.push(json, true);
    expect(other.batches).toEqual([[1], [2]]);
    await other.take();
    expect(other.batches).toEqual([[1], [2], [3, 4]]);
    other.outbox.push('5', true);
    expect(other.batches).toHaveLength(3);
    await other.take();
    expect(other.batches).toEqual([[1], [2], [3, 4], [5]]);
  });

  it('tells of one failure, however many batches were under way', async () => {
    const other = new OtherSide(undefined, 2);
    for (const json of ['1', '2', '3']) other.outbox.push(json, true);
    await other.fail();
    await other.fail();
    other.outbox.push('4', true);
    expect(other.batches).toEqual([[1], [2]]);
    expect(other.troubles).toEqual(['Error: gone']);
  });

  it('drops the oldest that may be dropped when too much waits, and says so once', async () => {
    const other = new OtherSide(6);
    other.outbox.push('0', true);
    other.outbox.push('11', true);
    other.outbox.push('22', false);
    other.outbox.push('33', true);
    expect(other.troubles).toEqual([]);
    other.outbox.push('44', true);
    other.outbox.push('55', true);
    expect(other.troubles).toEqual(['overflow']);
    await other.take();
    expect(other.batches).toEqual([[0], [22, 44, 55]]);

    await other.take();
    other.outbox.push('"again much"', true);
    await other.take();
    expect(other.troubles).toEqual(['overflow', 'overflow']);
  });

  it('says once when the other side is gone, and keeps nothing', async () => {
    const other = new OtherSide();
    other.outbox.push('1', false);
    other.outbox.push('2', false);
    await other.fail();
    other.outbox.push('3', false);
    expect(other.troubles).toEqual(['Error: gone']);
    expect(other.batches).toEqual([[1]]);
  });
});
