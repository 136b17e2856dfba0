import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { HostMessage } from '../../wire/messages.js';
import { RelayRegistration } from './relay-registration.js';

const taken = { type: 'refused', code: 'robot-taken', message: 'rover-1 is taken' } as const;

function register() {
  const sent: HostMessage[] = [];
  const lines: string[] = [];
  const refusals: string[] = [];
  const write = (line: string): void => void lines.push(line);
  const registration = new RelayRegistration({
    url: 'http://relay',
    robotId: 'rover-1',
    token: 'none',
    withKey: () => false,
    send: (message) => sent.push(message),
    log: { info: write, warn: write, error: write },
    onRegistered: () => undefined,
    onRefused: ({ code }) => refusals.push(code),
  });
  return { registration, sent, lines, refusals };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it('says once that the relay is away, and once that it is back', async () => {
  const { registration, lines } = register();
  const started = registration.start();
  for (let time = 0; time < 3; time++) {
    registration.onMessage({ type: 'relay-trouble', message: 'no route' });
  }
  expect(registration.status).toMatchObject({ registered: false, error: 'no route' });
  registration.onMessage({ type: 'registered' });
  await started;
  expect(registration.status).toEqual({ registered: true, since: new Date().toISOString() });
  expect(lines).toHaveLength(2);
  registration.onMessage({ type: 'relay-trouble', message: 'no route' });
  expect(lines).toHaveLength(3);
});

it('says now and then that the relay is still away, and for how long when it is back', () => {
  const { registration, lines } = register();
  registration.onMessage({ type: 'registered' });
  // Tries of the SDK over an hour, eight seconds apart.
  for (let time = 0; time < 450; time++) {
    registration.onMessage({ type: 'relay-trouble', message: 'no route' });
    vi.advanceTimersByTime(8_000);
  }
  registration.onMessage({ type: 'registered' });
  expect(lines.map((line) => line.replace('http://relay', ''))).toEqual([
    'Registered as rover-1 at .',
    'The relay at  cannot be reached, trying again until it can: no route',
    'The relay at  has been away for 10 min: no route',
    'The relay at  has been away for 30 min: no route',
    'Registered as rover-1 at  again, after 60 min.',
  ]);
});

it('rejects when the relay refuses', async () => {
  const { registration, refusals } = register();
  const started = registration.start();
  registration.onMessage(taken);
  await expect(started).rejects.toMatchObject({ name: 'SignalingError', code: 'robot-taken' });
  expect(refusals).toEqual(['robot-taken']);
});

it('waits for its own ghost to go after a restart of the page, but not for ever', () => {
  const { registration, sent, refusals } = register();
  registration.onMessage({ type: 'registered' });
  registration.onPageDown();
  registration.onPageUp();
  expect(sent).toHaveLength(1);
  registration.onMessage(taken);
  vi.advanceTimersByTime(500);
  expect(sent).toHaveLength(2);
  expect(refusals).toEqual([]);
  vi.advanceTimersByTime(60_000);
  registration.onMessage(taken);
  expect(refusals).toEqual(['robot-taken']);
});

it('gives up after the time it is given', async () => {
  const { registration } = register();
  const started = registration.start(2_000);
  registration.onMessage({ type: 'relay-trouble', message: 'no route' });
  vi.advanceTimersByTime(2_000);
  await expect(started).rejects.toThrow('Not registered at http://relay within 2000 ms: no route');
});

it('ends a start that is closed', async () => {
  const { registration } = register();
  const started = registration.start();
  registration.close();
  await expect(started).rejects.toMatchObject({ code: 'closed' });
});
