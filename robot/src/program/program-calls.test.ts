import { beforeEach, describe, expect, it, vi } from 'vitest';
import { CallError } from '@rtcbot-web/sdk/subscriptions';
import type { OperatorCallHandler } from '../operators/operator-registry.js';
import type { Robot } from '../robot.js';
import { ProgramCalls } from './program-calls.js';

/** What a robot has of calls, and an operator whose page answers every one in the same way. */
function calledRobot() {
  const handlers = new Map<string, OperatorCallHandler>();
  const ann = { operatorId: 'ann', call: vi.fn(() => Promise.resolve<unknown>(undefined)) };
  const robot = {
    teleop: { program: 'live' },
    operators: [ann],
    expose: (
      method: string,
      handler: OperatorCallHandler,
      { signal }: { signal: AbortSignal },
    ): void => {
      if (handlers.has(method)) throw new Error(`${method} is taken`);
      handlers.set(method, handler);
      signal.addEventListener('abort', () => handlers.delete(method));
    },
  };
  return { robot, handlers, ann };
}

describe('calls of a program', () => {
  let { robot, handlers, ann } = calledRobot();
  let told: unknown[] = [];
  let calls: ProgramCalls;
  let ending: AbortController;
  let progress: ReturnType<typeof vi.fn<(value: unknown) => void>>;
  const call = async (method: string, args?: unknown): Promise<unknown> =>
    handlers.get(method)!(args, ann as never, { signal: ending.signal, progress });

  beforeEach(() => {
    ({ robot, handlers, ann } = calledRobot());
    told = [];
    ending = new AbortController();
    progress = vi.fn();
    calls = new ProgramCalls(robot as unknown as Robot, (event) => told.push(event));
    calls.take({ expose: 'dock', role: 'operator', duringStop: false });
  });

  it('are handed over, and answered', async () => {
    const [left, right] = [call('dock', 'left'), call('dock')];
    expect(told).toEqual([
      { event: 'call', id: 1, operator: 'ann', method: 'dock', args: 'left' },
      { event: 'call', id: 2, operator: 'ann', method: 'dock' },
    ]);
    calls.take({ answer: 2, error: 'the way is blocked' });
    calls.take({ progress: 1, value: 0.5 });
    calls.take({ answer: 1, result: 'docked' });
    await expect(left).resolves.toBe('docked');
    await expect(right).rejects.toThrow('the way is blocked');
    expect(progress.mock.calls).toEqual([[0.5]]);
    calls.take({ answer: 1, result: 'once more' });
    expect(() => {
      calls.take({ answer: 3 });
    }).toThrow('there was no call 3.');
  });

  it('are cancelled once, unless they are answered', async () => {
    const done = call('dock');
    calls.take({ answer: 1 });
    await done;
    const given = call('dock');
    ending.abort();
    await expect(given).rejects.toThrow('cancelled');
    expect(told.slice(2)).toEqual([{ event: 'cancel', id: 2 }]);
    calls.take({ answer: 2, result: 'too late' });
  });

  it('end with the program, and so does what it has exposed', async () => {
    const waiting = call('dock');
    calls.lose();
    await expect(waiting).rejects.toThrow("The robot's program is gone.");
    expect(handlers.size).toBe(0);
    calls.take({ expose: 'fly' });
    expect(handlers.size).toBe(0);
  });

  it('fail at once while it does not answer', async () => {
    robot.teleop.program = 'silent';
    await expect(call('dock')).rejects.toThrow('does not answer');
    expect(told).toEqual([]);
  });

  it('may be exposed again', () => {
    calls.take({ expose: 'dock' });
    expect(handlers.size).toBe(1);
  });

  it('go to the page of an operator', async () => {
    ann.call.mockResolvedValueOnce({ yes: true });
    calls.take({ call: 7, to: 'ann', method: 'confirm', args: 'dock?' });
    expect(ann.call).toHaveBeenCalledWith('confirm', 'dock?');
    ann.call.mockRejectedValueOnce(new CallError('forbidden', 'not you'));
    calls.take({ call: 8, to: 'ann', method: 'confirm' });
    await vi.waitFor(() => {
      expect(told).toEqual([
        { event: 'answer', id: 7, result: { yes: true } },
        { event: 'answer', id: 8, code: 'forbidden', error: 'not you' },
      ]);
    });
    expect(() => {
      calls.take({ call: 9, to: 'bob', method: 'confirm' });
    }).toThrow('no operator bob is connected.');
  });
});
