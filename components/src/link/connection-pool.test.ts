import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Token } from '@rtcbot-web/sdk';
import { ConnectionPool, type RobotAddress } from './connection-pool.js';

class FakeConnection {
  closed = false;
}

const address: RobotAddress = {
  ...{ relay: 'https://relay/', robot: 'rover-1' },
  robotKey: undefined,
};

describe('ConnectionPool', () => {
  let opened: RobotAddress[];
  let tokens: (Token | undefined)[];
  let pool: ConnectionPool<FakeConnection>;

  beforeEach(() => {
    vi.useFakeTimers();
    opened = [];
    tokens = [];
    pool = new ConnectionPool((to) => {
      opened.push(to);
      const connection = new FakeConnection();
      return {
        connection,
        setToken: (token) => tokens.push(token),
        close: () => (connection.closed = true),
      };
    });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('gives everybody with the same address the same connection', () => {
    const leases = [pool.lease(address, undefined), pool.lease({ ...address }, undefined)];
    expect(leases[0]!.connection).toBe(leases[1]!.connection);
    expect(opened).toEqual([address]);
  });

  it.each([
    ['relay', { ...address, relay: 'https://other/' }],
    ['robot', { ...address, robot: 'rover-2' }],
    ['key', { ...address, robotKey: 'first-use' }],
  ])('gives another %s another connection', (_, other) => {
    expect(pool.lease(other, undefined).connection).not.toBe(
      pool.lease(address, undefined).connection,
    );
    expect(pool.size).toBe(2);
  });

  it('uses the token that was brought last by somebody who is still there', () => {
    const one = pool.lease(address, 'one');
    const other = pool.lease(address, () => 'other');
    pool.lease(address, undefined); // brings none, and takes none away
    expect(opened).toHaveLength(1);
    one.setToken('one'); // nothing new
    expect(tokens.map((token) => typeof token)).toEqual(['string', 'function']);
    one.setToken('next');
    expect(tokens.at(-1)).toBe('next');
    one.release();
    expect(tokens.at(-1)).toBeTypeOf('function');
    other.release(); // the last token stays
    expect(tokens.at(-1)).toBeTypeOf('function');
  });

  it('closes a connection shortly after the last one has given it back', () => {
    const first = pool.lease(address, undefined);
    const second = pool.lease(address, undefined);
    first.release();
    first.release(); // once is enough
    vi.runAllTimers();
    expect(second.connection.closed).toBe(false);
    second.release();
    expect(second.connection.closed).toBe(false);
    vi.runAllTimers();
    expect(second.connection.closed).toBe(true);
    expect(pool.size).toBe(0);
  });

  it('keeps it if somebody takes it up again meanwhile', () => {
    const first = pool.lease(address, undefined);
    first.release();
    const second = pool.lease(address, undefined);
    vi.runAllTimers();
    expect(second.connection).toBe(first.connection);
    expect(second.connection.closed).toBe(false);
  });

  it('does not share one that is over', () => {
    const first = pool.lease(address, undefined);
    first.connection.closed = true;
    const second = pool.lease(address, undefined);
    expect(second.connection).not.toBe(first.connection);
    first.release();
    vi.runAllTimers();
    expect(second.connection.closed).toBe(false);
  });

  it('throws what opening throws, and stays as it was', () => {
    const failing = new ConnectionPool<FakeConnection>(() => {
      throw new Error('no such relay');
    });
    expect(() => failing.lease(address, undefined)).toThrow('no such relay');
    expect(failing.size).toBe(0);
  });
});
