import { describe, expect, test } from 'vitest';
import * as v from 'valibot';
import { checkGrant, type Grant } from '../access/grant.js';
import { Dispatcher, on, type EventHandler } from './dispatcher.js';
import { createLog, formatLine, type LogEntry } from '../observe/log.js';
import { ByteBudgets } from '../access/byte-budget.js';
import type { Delivery, Outcome } from '../rooms/outcome.js';
import { TokenBucket } from '../access/token-bucket.js';

const grant: Grant = {
  role: 'operator',
  robots: ['rover-*', 'exact.1'],
  expiresAtMs: Infinity,
  mayServe: false,
  mayJoin: true,
  holder: undefined,
};
const session = {
  client: { socketId: 'socket', clientId: 'client', role: 'operator' as const },
  grant,
};
const DONE: Outcome = { answer: { ok: true }, deliveries: [], superseded: [] };

function createDispatcher(handlers: Record<string, EventHandler>) {
  const logged: LogEntry[] = [];
  const steps: unknown[] = [];
  const dispatcher = new Dispatcher({
    handlers,
    rate: { perSec: 1, burst: 5 },
    log: createLog((entry) => logged.push(entry)),
    onHandled: () => undefined,
    onRefused: ({ code }) => steps.push(['refused', code]),
    deliver: ({ event }) => steps.push(['deliver', event]) > 0,
    end: (socketId) => steps.push(['end', socketId]),
  });
  const answer = (value: unknown) => steps.push(['answer', value]);
  const bytes = new ByteBudgets(1000).open('operator', undefined, Date.now());
  const stream = dispatcher.streamFor(session, bytes);
  const listener = (...packet: unknown[]) => {
    stream.take(packet);
  };
  return { listener, logged, steps, answer, bytes };
}

describe('Dispatcher', () => {
  test('answers first, then delivers, then ends superseded sockets', () => {
    const delivery: Delivery = {
      socketId: 'other',
      event: 'robot:online',
      payload: { robotId: 'rover' },
    };
    const { listener, steps, answer } = createDispatcher({
      go: on(v.string(), () => ({ ...DONE, deliveries: [delivery], superseded: ['old'] })),
    });
    listener('go', 'payload', answer);
    expect(steps).toEqual([
      ['answer', { ok: true }],
      ['deliver', 'robot:online'],
      ['end', 'old'],
    ]);
  });

  test('passes a signal on first, and answers then', () => {
    const delivery: Delivery = {
      socketId: 'other',
      event: 'signal:deliver',
      payload: { robotId: 'rover', from: 'me', sessionId: 's', signal: { type: 'renegotiate' } },
    };
    const { listener, steps, answer } = createDispatcher({
      send: () => ({ ...DONE, deliveries: [delivery] }),
    });
    listener('send', {}, answer);
    expect(steps).toEqual([
      ['deliver', 'signal:deliver'],
      ['answer', { ok: true }],
    ]);
  });

  test('a handler that throws is answered try-again and logged in one line', () => {
    const { listener, logged, steps, answer } = createDispatcher({
      break: () => {
        throw new Error('a defect of the relay');
      },
    });
    listener('break', {}, answer);
    expect(steps[0]).toEqual(['refused', 'try-again']);
    expect(steps[1]).toMatchObject(['answer', { ok: false, code: 'try-again' }]);
    const [entry] = logged;
    expect(entry?.level).toBe('error');
    expect(formatLine(entry!, new Date(0))).toMatch(
      /^1970.*handler failed.*a defect of the relay.*$/,
    );
    listener('break', {});
    expect(steps).toHaveLength(3);
  });

  test('logs a flood once, not every event of it', () => {
    const { listener, logged, steps } = createDispatcher({ go: () => DONE });
    for (let index = 0; index < 100; index += 1) listener('go', {});
    expect(steps).toHaveLength(95);
    expect(logged.map(({ fields }) => fields['code'])).toEqual(['too-many']);
  });
});

describe('TokenBucket', () => {
  test('lets a burst through, then the sustained rate', () => {
    const bucket = new TokenBucket({ perSec: 10, burst: 3 }, 0);
    expect([0, 0, 0, 0].map((nowMs) => bucket.take(nowMs))).toEqual([true, true, true, false]);
    expect(bucket.take(99)).toBe(false);
    expect(bucket.take(100)).toBe(true);
    expect(bucket.take(150)).toBe(false);
    expect([60_000, 60_000, 60_000, 60_000].map((nowMs) => bucket.take(nowMs))).toEqual([
      true,
      true,
      true,
      false,
    ]);
  });

  test('survives a clock that is set back', () => {
    const bucket = new TokenBucket({ perSec: 10, burst: 1 }, 1000);
    expect([bucket.take(0), bucket.take(0), bucket.take(100)]).toEqual([true, false, true]);
  });
});

describe('checkGrant', () => {
  test.each([
    ['rover-1', true],
    ['rover-', true],
    ['exact.1', true],
    ['exactx1', false],
    ['a-rover-1', false],
    ['exact.12', false],
  ])('covers %s: %s', (robotId, isCovered) => {
    expect(checkGrant(grant, 'join', robotId) === undefined).toBe(isCovered);
  });
});

describe('formatLine', () => {
  test('is one line, whatever is in it', () => {
    const fields = { robotId: 'rover-1', reason: 'a "b"\nc', limit: 5, none: undefined };
    expect(formatLine({ level: 'info', message: 'robot online', fields }, new Date(0))).toBe(
      String.raw`1970-01-01T00:00:00.000Z info  robot online robotId=rover-1 reason="a \"b\"\nc" limit=5`,
    );
  });
});
