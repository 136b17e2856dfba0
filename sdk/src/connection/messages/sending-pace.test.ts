import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeChannel } from '../../testing/fake-channel.js';
import { InboundBudget } from '../inbound/inbound-budget.js';
import type { Encoded } from './message-frames.js';
import { Outbox } from './outbox.js';
import { SendingPace } from './sending-pace.js';

const OURS = { isOurs: true, plainBytes: 262_144, mostBytes: 1_000_000 };

describe('to a side that named its rates', () => {
  const rates = { messagesPerSec: 100, bytesPerSec: 100_000 };
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  /** What that side drops of what was sent to it, and when all of it had been sent. */
  const sentBy = (outboxes: readonly Outbox[], messages: readonly Encoded[]) => {
    let dropped = 0;
    const limits = { drivingPerSec: 1, controlPerSec: 1, maxDrivingBytes: 1, channels: 1 };
    const inbound = new InboundBudget({ ...rates, ...limits }, () => dropped++, performance.now());
    const pace = new SendingPace(rates, performance.now());
    const channels = outboxes.map((outbox) => {
      const channel = new FakeChannel();
      outbox.open(channel, { ...OURS, pace });
      channel.send = (data) => {
        const bytes = typeof data === 'string' ? data.length : data.byteLength;
        inbound.allows({ label: 'default', bytes, isStop: false }, performance.now());
        channel.sent.push(data);
      };
      return channel;
    });
    const sinceMs = performance.now();
    for (const outbox of outboxes) for (const message of messages) outbox.put(message);
    while (outboxes.some(({ bufferedBytes }) => bufferedBytes > 0)) vi.advanceTimersToNextTimer();
    return { channels, dropped, tookMs: performance.now() - sinceMs };
  };

  it('what is put at once goes as fast as that side takes it, in order, over all channels', () => {
    const messages = Array.from({ length: 300 }, (_, at) => String(at));
    const { channels, dropped, tookMs } = sentBy([new Outbox(), new Outbox()], messages);
    for (const { sent } of channels) expect(sent).toEqual(messages);
    expect(dropped).toBe(0);
    expect(tookMs).toBeGreaterThan(6_000);
    expect(tookMs).toBeLessThan(7_000);
  });

  it('a message larger than what may come at once goes all the same', () => {
    const messages = ['x'.repeat(90_000), 'y'.repeat(90_000)];
    const { channels, dropped } = sentBy([new Outbox()], messages);
    expect([channels[0]!.sent, dropped]).toEqual([messages, 0]);
  });

  it('what waits is kept for the next channel', () => {
    const outbox = new Outbox();
    const first = new FakeChannel();
    const pace = new SendingPace({ messagesPerSec: 2, bytesPerSec: 1_000 }, performance.now());
    outbox.open(first, { ...OURS, pace });
    outbox.put('sent');
    outbox.put('kept');
    outbox.shut();
    const second = new FakeChannel();
    outbox.open(second, OURS);
    expect([first.sent, second.sent]).toEqual([['sent'], ['kept']]);
  });
});
