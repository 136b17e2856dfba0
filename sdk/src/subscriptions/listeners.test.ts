import { describe, expect, test } from 'vitest';
import { SubscriptionClosed } from '../errors.js';
import { Listeners } from './listeners.js';
import { Queue } from './queue.js';

function createListeners() {
  const reported: unknown[] = [];
  const heard: string[] = [];
  const listeners = new Listeners<number>((error) => reported.push(error));
  const hear = (name: string) => (value: number) => {
    heard.push(`${name} ${String(value)}`);
  };
  return { listeners, reported, heard, hear };
}

describe('Listeners', () => {
  test('tell functions and subscriptions in the order in which they came', async () => {
    const { listeners, heard, hear } = createListeners();
    const queue = listeners.add(new Queue<number>());
    listeners.add(hear('a'));
    listeners.add(hear('b'));
    listeners.emit(1);
    expect(heard).toEqual(['a 1', 'b 1']);
    await expect(queue.get()).resolves.toBe(1);
  });

  test('leave out whoever was taken off by its signal', () => {
    const { listeners, heard, hear } = createListeners();
    const ending = new AbortController();
    listeners.add(hear('a'), { signal: ending.signal });
    listeners.add(hear('b'), { signal: AbortSignal.abort() });
    listeners.emit(1);
    ending.abort();
    listeners.emit(2);
    expect(heard).toEqual(['a 1']);
    expect(listeners.size).toBe(0);
  });

  test('call nobody that another listener takes off, or adds, meanwhile', () => {
    const { listeners, heard, hear } = createListeners();
    const ending = new AbortController();
    listeners.add(() => {
      ending.abort();
      listeners.add(hear('new'));
    });
    listeners.add(hear('off'), { signal: ending.signal });
    listeners.emit(1);
    expect(heard).toEqual([]);
  });

  test('go on when one throws or rejects, and report it', async () => {
    const { listeners, reported, heard, hear } = createListeners();
    listeners.add(() => {
      throw new Error('thrown');
    });
    listeners.add(() => Promise.reject(new Error('rejected')));
    listeners.add(hear('a'));
    listeners.emit(1);
    await Promise.resolve();
    expect(heard).toEqual(['a 1']);
    expect(reported.map((error) => (error as Error).message)).toEqual(['thrown', 'rejected']);
  });

  test('drop a subscription that is closed, and keep a function that ran into a closed one', () => {
    const { listeners, reported } = createListeners();
    const queue = listeners.add(new Queue<number>());
    const listener = listeners.add(() => {
      throw new SubscriptionClosed();
    });
    queue.close();
    listeners.emit(1);
    expect([listeners.has(queue), listeners.has(listener)]).toEqual([false, true]);
    expect(reported).toEqual([expect.any(SubscriptionClosed)]);
  });

  test('tell one that was added twice once, until both its signals have aborted', () => {
    const { listeners, heard, hear } = createListeners();
    const [first, second] = [new AbortController(), new AbortController()];
    const listener = listeners.add(hear('a'), first);
    listeners.add(listener, second);
    listeners.emit(1);
    first.abort();
    listeners.emit(2);
    second.abort();
    listeners.emit(3);
    expect(heard).toEqual(['a 1', 'a 2']);
  });

  test('do not mind a signal of before when a listener was taken off and added again', () => {
    const { listeners, heard, hear } = createListeners();
    const ending = new AbortController();
    const listener = listeners.add(hear('a'), ending);
    listeners.remove(listener);
    listeners.add(listener);
    ending.abort();
    listeners.emit(1);
    expect(heard).toEqual(['a 1']);
  });

  test('keep nothing of a signal that outlives them', () => {
    let held = 0;
    class CountingSignal extends EventTarget {
      readonly aborted = false;
      override addEventListener(
        ...[type, listener, options]: Parameters<EventTarget['addEventListener']>
      ) {
        held += 1;
        const { signal } = options as AddEventListenerOptions;
        signal?.addEventListener('abort', () => (held -= 1));
        super.addEventListener(type, listener, options);
      }
    }
    const { listeners, hear } = createListeners();
    listeners.add(hear('a'), { signal: new CountingSignal() as unknown as AbortSignal });
    expect(held).toBe(1);
    listeners.clear();
    expect(held).toBe(0);
  });
});
