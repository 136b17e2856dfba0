import { expect, it } from 'vitest';
import { createDeferred } from '../host/deferred.js';
import { LatestValue } from './latest-value.js';

function createReceiver() {
  const got: string[] = [];
  let turn = createDeferred<undefined>();
  return {
    got,
    deliver: (json: string) => {
      got.push(json);
      turn = createDeferred();
      return turn.promise;
    },
    take: async () => {
      turn.resolve(undefined);
      await new Promise(setImmediate);
    },
  };
}

it('skips what is replaced while one is under way', async () => {
  const newest = new LatestValue();
  const receiver = createReceiver();
  newest.connect(receiver.deliver);
  for (const json of ['1', '2', '3']) newest.put(json);
  expect(receiver.got).toEqual(['1']);
  await receiver.take();
  expect(receiver.got).toEqual(['1', '3']);
  await receiver.take();
  expect(receiver.got).toEqual(['1', '3']);
});

it('keeps the newest for who comes later, and gives it again to the next one', async () => {
  const newest = new LatestValue();
  newest.put('1');
  newest.put('2');
  const first = createReceiver();
  newest.connect(first.deliver);
  expect(first.got).toEqual(['2']);
  const second = createReceiver();
  newest.connect(second.deliver);
  newest.put('3');
  await first.take();
  await second.take();
  expect(first.got).toEqual(['2']);
  expect(second.got).toEqual(['2', '3']);
});

it('goes on with the next one when one is lost', async () => {
  const newest = new LatestValue();
  newest.connect(() => Promise.reject(new Error('gone')));
  newest.put('1');
  await new Promise(setImmediate);
  const receiver = createReceiver();
  newest.connect(receiver.deliver);
  expect(receiver.got).toEqual(['1']);
});
