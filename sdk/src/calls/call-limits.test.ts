import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { codeOf, exposeSlow, tick, World } from '../testing/calls-world.js';

let world: World;
beforeEach(() => {
  vi.useFakeTimers();
  world = new World();
});
afterEach(() => {
  world.caller.close();
  vi.useRealTimers();
});
describe('limits:', () => {
  it('no caller has more than 64 calls under way, whatever its page does', async () => {
    const runs = exposeSlow(world);
    world.mend();
    await tick();
    const calls = Array.from({ length: 64 }, () => codeOf(world.caller.call('slow')));
    expect(await codeOf(world.caller.call('slow'))).toBe('too-many-calls');
    await tick();
    for (let call = 65; call < 200; call++) world.called.receive({ call, method: 'slow' });
    expect(runs).toHaveLength(64);
    expect(world.replies.at(-1)).toMatchObject({ error: { code: 'too-many-calls' } });
    // Neither does one that cancels and calls, or calls itself another: handlers that do not end are counted.
    for (let id = 1; id < 65; id++) world.called.receive({ cancel: id });
    world.called.linkUp(() => true);
    world.called.receive({ hello: 'another', pending: [] });
    for (let call = 1; call < 100; call++) world.called.receive({ call, method: 'slow' });
    expect(runs).toHaveLength(64);
    for (const { done } of runs) done();
    await tick();
    world.called.receive({ call: 100, method: 'slow' });
    expect(runs).toHaveLength(65);
    world.caller.close();
    await Promise.all(calls);
  });

  it('answers that are not fetched take up a place, and not too much room', async () => {
    let ran = 0;
    world.methods.expose('large', () => {
      ran++;
      return 'x'.repeat(60_000);
    });
    const sent: object[] = [];
    world.called.linkUp((reply) => sent.push(reply) > 0);
    world.called.receive({ hello: 'rude', pending: [] });
    for (let call = 1; call < 50; call++) {
      world.called.receive({ call, method: 'large' });
      await tick();
    }
    expect(ran).toBe(17);
    // Each is sent once over this link, however often it is asked for.
    const count = sent.length;
    for (let again = 0; again < 100; again++) world.called.receive({ call: 1, method: 'large' });
    world.called.receive({ hello: 'rude', pending: [1] });
    expect(sent).toHaveLength(count);
  });

  it('arguments have a size, and methods a name', async () => {
    world.mend();
    expect(await codeOf(world.caller.call('a', 'x'.repeat(70_000)))).toBe('message-too-large');
    expect(await codeOf(world.caller.call('a', new Map()))).toBe('not-serializable');
    expect(await codeOf(world.caller.call(''))).toBe('bad-argument');
    expect(await codeOf(world.caller.call('a', 1, { timeoutMs: 0 }))).toBe('bad-argument');
    world.methods.expose('a', () => 1);
    expect(() => {
      world.methods.expose('a', () => 1);
    }).toThrow('already');
    expect(() => {
      world.methods.expose('b', () => 1, { role: 'driver' as 'operator' });
    }).toThrow('not a role');
  });

  it('a method can be taken back', async () => {
    world.mend();
    const ending = new AbortController();
    world.methods.expose('a', () => 1, ending);
    expect(await world.caller.call('a')).toBe(1);
    ending.abort();
    expect(await codeOf(world.caller.call('a'))).toBe('no-such-method');
  });

  it('nonsense counts for nothing, on either side', () => {
    world.methods.expose('a', () => 1);
    world.mend();
    const id = fc.oneof(fc.anything(), fc.constantFrom(1, -1, 0.5, 2 ** 60, '1'));
    const message = fc.record(
      {
        ...{ hello: id, pending: id, call: id, method: id, args: id, cancel: id, got: id },
        ...{ answer: id, result: id, error: id, progress: id, value: id },
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.oneof(fc.anything(), message), (value) => {
        world.called.receive(value);
        world.caller.receive(value);
      }),
    );
  });
});
