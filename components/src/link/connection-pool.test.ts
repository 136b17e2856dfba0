import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ConnectionPool, type RobotAddress } from './connection-pool.js';

class FakeConnection {
  closed = false;
}

const address: RobotAddress = { relay: 'https://relay/', robot: 'rover-1', token: 'secret' };

describe('ConnectionPool', () => {
  let opened: RobotAddress[];
  let pool: ConnectionPool<FakeConnection>;

  beforeEach(() => {
    vi.useFakeTimers();
    opened = [];
    pool = new ConnectionPool((to) => {
      opened.push(to);
      const connection = new FakeConnection();
      return { connection, close: () => (connection.closed = true) };
    });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('gives everybody with the same address the same connection', () => {
    const leases = [pool.lease(address), pool.lease({ ...address })];
    expect(leases[0]!.connection).toBe(leases[1]!.connection);
    expect(opened).toEqual([address]);
  });

  it.each([
    ['relay', { ...address, relay: 'https://other/' }],
    ['robot', { ...address, robot: 'rover-2' }],
    ['token', { ...address, token: undefined }],
    ['token function', { ...address, token: () => 'secret' }],
  ])('gives another %s another connection', (_, other) => {
    expect(pool.lease(other).connection).not.toBe(pool.lease(address).connection);
    expect(pool.size).toBe(2);
  });

  it('closes a connection shortly after the last one has given it back', () => {
    const first = pool.lease(address);
    const second = pool.lease(address);
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
    const first = pool.lease(address);
    first.release();
    const second = pool.lease(address);
    vi.runAllTimers();
    expect(second.connection).toBe(first.connection);
    expect(second.connection.closed).toBe(false);
  });

  it('does not share one that is over', () => {
    const first = pool.lease(address);
    first.connection.closed = true;
    const second = pool.lease(address);
    expect(second.connection).not.toBe(first.connection);
    first.release();
    vi.runAllTimers();
    expect(second.connection.closed).toBe(false);
  });

  it('throws what opening throws, and stays as it was', () => {
    const failing = new ConnectionPool<FakeConnection>(() => {
      throw new Error('no such relay');
    });
    expect(() => failing.lease(address)).toThrow('no such relay');
    expect(failing.size).toBe(0);
  });
});
