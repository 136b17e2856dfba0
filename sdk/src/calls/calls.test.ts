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
describe('a call', () => {
  it('hands over arguments and caller, and gets the answer', async () => {
    world.methods.expose('add', (args, caller) => ({ sum: Number(args) + 1, caller }));
    const early = world.caller.call('add', 1);
    world.mend();
    expect(await early).toEqual({ sum: 2, caller: 'ann' });
    world.methods.expose('nothing', (args) => args);
    expect(await world.caller.call('nothing')).toBeUndefined();
  });

  it('fails with the message of its handler', async () => {
    world.mend();
    world.methods.expose('dock', () => {
      throw new Error('no dock in sight');
    });
    await expect(world.caller.call('dock')).rejects.toMatchObject({
      ...{ name: 'CallError', code: 'call-failed', message: 'no dock in sight' },
    });
    world.methods.expose('odd', () => new Map([[1, 2]]));
    await expect(world.caller.call('odd')).rejects.toThrow('result');
    world.methods.expose('long', () => 'x'.repeat(70_000));
    await expect(world.caller.call('long')).rejects.toThrow('at most 65536');
  });

  it('is refused for what is not there, and for who may not', async () => {
    world.mend();
    expect(await codeOf(world.caller.call('toString'))).toBe('no-such-method');
    world.methods.expose('dock', () => 1);
    world.methods.expose('look', () => 1, { role: 'viewer' });
    world.role = 'viewer';
    expect(await codeOf(world.caller.call('dock'))).toBe('forbidden');
    expect(await world.caller.call('look')).toBe(1);
    world.role = 'robot';
    expect(await codeOf(world.caller.call('dock'))).toBe('forbidden');
    world.role = 'supervisor';
    expect(await world.caller.call('dock')).toBe(1);
  });

  it('is told how far it is, the newest and not too often', async () => {
    const [runs, seen] = [exposeSlow(world), [] as unknown[]];
    world.mend();
    const call = world.caller.call('slow', null, { onProgress: (value) => seen.push(value) });
    await tick();
    for (let part = 0; part < 100; part++) runs[0]?.progress(part);
    await vi.advanceTimersByTimeAsync(60);
    expect(seen).toEqual([0, 99]);
    runs[0]?.done('there');
    expect(await call).toBe('there');
    runs[0]?.progress(101);
    await vi.advanceTimersByTimeAsync(60);
    expect(seen).toHaveLength(2);
  });

  it('is cancelled when its time is over, when its caller gives up, and when that is gone', async () => {
    const runs = exposeSlow(world);
    world.mend();
    const late = codeOf(world.caller.call('slow', null, { timeoutMs: 100 }));
    await vi.advanceTimersByTimeAsync(101);
    expect(await late).toBe('call-timeout');
    const giving = new AbortController();
    const given = world.caller.call('slow', null, { signal: giving.signal });
    const why = given.catch((error: unknown) => error);
    await tick();
    giving.abort();
    expect(await why).toMatchObject({ name: 'AbortError' });
    const last = codeOf(world.caller.call('slow'));
    await tick();
    expect(runs.map(({ signal }) => signal.aborted)).toEqual([true, true, false]);
    world.called.close();
    expect(runs[2]?.signal.aborted).toBe(true);
    world.caller.close();
    expect(await last).toBe('closed');
    expect(await codeOf(world.caller.call('slow'))).toBe('closed');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('ends at a safe stop, and none begins while the robot is stopped, but for those that may', async () => {
    const [runs, light] = [exposeSlow(world), exposeSlow(world, 'light', { duringStop: true })];
    world.mend();
    const [moving, lighting] = [codeOf(world.caller.call('slow')), world.caller.call('light')];
    await tick();
    world.isStopped = true;
    world.called.stop();
    expect(await moving).toBe('call-stopped');
    expect([runs[0]?.signal.aborted, light[0]?.signal.aborted]).toEqual([true, false]);
    runs[0]?.done('all the same');
    expect(await codeOf(world.caller.call('slow'))).toBe('call-stopped');
    const another = world.caller.call('light');
    await tick();
    for (const one of light) one.done('on');
    expect(await Promise.all([lighting, another])).toEqual(['on', 'on']);
  });
});

describe('over links that come and go, a call', () => {
  it('runs once when call, answer or receipt is lost, and is answered', async () => {
    for (const lost of ['call', 'answer', 'got']) {
      world = new World();
      let runs = 0;
      world.methods.expose('count', () => ++runs);
      world.mend();
      await tick();
      world.loses = (message) => lost in message;
      const call = world.caller.call('count');
      await tick();
      world.cut();
      world.loses = () => false;
      world.mend();
      expect([lost, await call, runs]).toEqual([lost, 1, 1]);
      expect(await world.caller.call('count')).toBe(2);
    }
  });

  it('is not carried out again when it comes after its receipt', async () => {
    let runs = 0;
    world.methods.expose('count', () => ++runs);
    world.mend();
    await world.caller.call('count');
    await tick();
    world.called.receive({ call: 1, method: 'count' });
    expect(runs).toBe(1);
    expect(world.replies.at(-1)).toMatchObject({ answer: 1, error: { code: 'call-lost' } });
  });

  it('is ended when it was given up while there was no link', async () => {
    const runs = exposeSlow(world);
    world.mend();
    const call = codeOf(world.caller.call('slow', null, { timeoutMs: 100 }));
    await tick();
    world.cut();
    await vi.advanceTimersByTimeAsync(101);
    expect([await call, runs[0]?.signal.aborted]).toEqual(['call-timeout', false]);
    world.mend();
    await tick();
    expect(runs[0]?.signal.aborted).toBe(true);
  });

  it('is not carried out again by one that has begun anew', async () => {
    const runs = exposeSlow(world);
    world.mend();
    const call = codeOf(world.caller.call('slow'));
    await tick();
    world.cut();
    world.restart();
    const waiting = world.caller.call('slow');
    world.mend();
    expect(await call).toBe('call-lost');
    await tick();
    expect(runs).toHaveLength(2);
    runs[1]?.done('new');
    expect(await waiting).toBe('new');
  });

  it('is carried out once at most and settles, whatever is lost and in whatever order', async () => {
    const step = fc.constantFrom('call', 'cut', 'mend', 'restart', 'lose', 'wait');
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        world = new World();
        const ran = new Map<unknown, number>();
        world.methods.expose('note', async (args) => {
          ran.set(args, (ran.get(args) ?? 0) + 1);
          await Promise.resolve();
          return args;
        });
        const calls: Promise<unknown>[] = [];
        for (const one of steps) {
          if (one === 'call') calls.push(codeOf(world.caller.call('note', calls.length)));
          else if (one === 'cut') world.cut();
          else if (one === 'mend') world.mend();
          else if (one === 'restart') {
            world.cut();
            world.restart();
          } else if (one === 'lose') {
            // What is lost takes all that is behind it along, until the next link.
            world.loses = () => true;
            await tick();
            world.cut();
            world.loses = () => false;
          } else await Promise.resolve();
        }
        world.mend();
        await tick();
        const codes = await Promise.all(calls);
        expect(codes.every((code) => code === 'done' || code === 'call-lost')).toBe(true);
        codes.forEach((code, index) => {
          if (code === 'done') expect(ran.get(index)).toBe(1);
        });
        expect([...ran.values()].every((count) => count === 1)).toBe(true);
        world.caller.close();
      }),
    );
  });
});
