import { expect, it } from 'vitest';
import { watchHeartbeat } from './page-heartbeat.js';

const policy = { intervalMs: 10, timeoutMs: 100 };

it('says so when no answer comes', async () => {
  let pings = 0;
  const ping = (): Promise<void> =>
    ++pings < 3 ? Promise.resolve() : new Promise<void>(() => undefined);
  const verdict = await watchHeartbeat(ping, policy, new AbortController().signal);
  expect([verdict, pings]).toEqual(['hung', 3]);
});

it('says so when the question itself fails', async () => {
  const ping = (): Promise<void> => Promise.reject(new Error('Target closed'));
  expect(await watchHeartbeat(ping, policy, new AbortController().signal)).toBe('hung');
});

it('ends when it is told to', async () => {
  const ending = new AbortController();
  const ping = (): Promise<void> => {
    ending.abort();
    return Promise.resolve();
  };
  expect(await watchHeartbeat(ping, policy, ending.signal)).toBe('ended');
});
