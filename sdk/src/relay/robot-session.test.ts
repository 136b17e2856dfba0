import { afterEach, expect, it, vi } from 'vitest';
import type { PeerLink } from '../connection/negotiation/peer-link.js';
import type { Signal } from './relay-messages.js';
import type { RobotSideConnection } from './robot-side-connection.js';
import { RobotSession } from './robot-session.js';
import { SignalPacer } from './signals/signal-pacer.js';

afterEach(() => {
  vi.useRealTimers();
});

/** A session whose connection answers each offer, with a candidate after it. */
async function createSession() {
  vi.useFakeTimers();
  const sent: string[] = [];
  let link: PeerLink | undefined;
  const connection = {
    closed: false,
    onConnectionStateChange: vi.fn(),
    onClose: vi.fn(),
    _open: (opened: PeerLink) => {
      link = opened;
    },
    _signal: (signal: Signal) => {
      if (signal.type !== 'offer') return;
      link?.onSignal({ type: 'answer', sdp: `to ${signal.sdp}` });
      link?.onSignal({ type: 'candidate', candidate: { candidate: 'host' } });
    },
  };
  const session = new RobotSession({
    connection: connection as never as RobotSideConnection,
    prepared: Promise.resolve(),
    iceServers: () => [],
    pacer: new SignalPacer(performance.now()),
    send: (sessionId, signal) => {
      const what = 'sdp' in signal ? signal.sdp : signal.type;
      sent.push(`${sessionId}: ${what}`);
    },
  });
  await Promise.resolve();
  const offer = (sdp: string): string[] => {
    session.onSignal('one', { type: 'offer', sdp });
    return sent.splice(0);
  };
  return { offer };
}

it('takes an offer that comes again for one, and answers it again, as the answer may be lost', async () => {
  const { offer } = await createSession();
  const answer = ['one: to a', 'one: candidate'];
  expect(offer('a')).toEqual(answer);
  expect(offer('a')).toEqual(answer);
  expect(offer('b')).toEqual(['one: to b', 'one: candidate']);
});

it('answers again once a second at most, however often it is asked', async () => {
  const { offer } = await createSession();
  offer('a');
  expect([offer('a'), offer('a'), offer('a')].flat()).toHaveLength(2);
  vi.advanceTimersByTime(1000);
  expect(offer('a')).toHaveLength(2);
});
