import { describe, expect, it } from 'vitest';
import { CommandFlow } from './command-flow.js';

const command = (linearMetersPerSec: number, sinceMs = 0) => ({
  ...{ operator: 'ann', sinceMs },
  data: { linearMetersPerSec },
});

describe('commands for a program', () => {
  it('wait until it has read what came before, and the newest wins', () => {
    const flow = new CommandFlow(300);
    flow.offer(command(1), 0);
    expect(flow.take(true, 0)).toEqual({ ...command(1), moves: true });
    expect(flow.take(true, 0)).toBeUndefined();
    flow.offer(command(2), 33);
    flow.offer(command(3, 60), 66);
    expect(flow.take(false, 66)).toBeUndefined();
    expect(flow.isWaiting).toBe(true);
    expect(flow.take(true, 70)).toEqual({ ...command(3, 60), moves: true });
    expect(flow.isWaiting).toBe(false);
  });

  it('do not wait when they let go; letting go again does', () => {
    const flow = new CommandFlow(300);
    flow.offer(command(1), 0);
    flow.take(true, 0);
    flow.offer(command(2), 10);
    flow.offer(command(0), 20);
    expect(flow.take(false, 20)).toEqual({ ...command(0), moves: false });
    flow.offer(command(0), 53);
    expect(flow.take(false, 53)).toBeUndefined();
  });

  it('are never handed on when they have waited for longer than they may', () => {
    const flow = new CommandFlow(300);
    flow.offer(command(1), 0);
    expect(flow.take(true, 301)).toBeUndefined();
    expect(flow.isWaiting).toBe(false);
    flow.offer(command(0), 0);
    expect(flow.take(true, 9_000)).toEqual({ ...command(0), moves: false });
  });
});
