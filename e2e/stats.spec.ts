/** What conn.getStats() says of real streams. */
import type * as Rtcbot from '@rtcbot-web/sdk';
import { expect, ROBOT, test } from './fixtures.js';
import { connectPair, openPair } from './pages/connection-pair.js';

declare const left: Rtcbot.RTCConnection;
declare const right: Rtcbot.RTCConnection;

test('video, audio and messages in numbers, on both sides', async ({ page, relay }) => {
  await openPair(page, relay.url);
  const before = await page.evaluate(async () => {
    const { report, ...summary } = await left.getStats();
    const camera = await navigator.mediaDevices.getUserMedia({
      video: { width: 320, height: 240, frameRate: 30 },
      audio: true,
    });
    left.video.subscribe(() => undefined);
    left.audio.subscribe(() => undefined);
    right.video.putSubscription(camera);
    right.audio.putSubscription(camera);
    return [summary.connectionState, report.size, summary.video.incoming.length];
  });
  expect(before).toEqual(['new', 0, 0]);
  await connectPair(page);
  const [first, second, sender] = await page.evaluate(async () => {
    const heard = right.get();
    left.put_nowait('ping');
    await heard;
    const frames = async (wanted: number): Promise<void> => {
      const isThere = async (): Promise<boolean> => {
        const report = (await left.getStats()).report.values();
        return [...(report as Iterable<{ framesDecoded?: number }>)].some(
          ({ framesDecoded = 0 }) => framesDecoded >= wanted,
        );
      };
      while (!(await isThere())) await new Promise((resolve) => setTimeout(resolve, 600));
    };
    const summary = async (conn: Rtcbot.RTCConnection) => {
      const { report, ...rest } = await conn.getStats();
      return { ...rest, entries: report.size };
    };
    await frames(20);
    const one = await summary(left);
    await frames(60);
    return [one, await summary(left), await summary(right)] as const;
  });
  expect(second).toMatchObject({
    connectionState: 'connected',
    local: { type: 'host', protocol: 'udp' },
    remote: { protocol: 'udp' },
    audio: { incoming: [{ codec: 'opus' }], outgoing: [] },
    video: {
      incoming: [{ codec: 'VP8', width: 320, height: 240, packetsLost: 0 }],
      outgoing: [],
    },
    messages: { sent: 1, received: 0, bytesSent: '"ping"'.length },
  });
  expect(second.entries).toBeGreaterThan(10);
  expect(second.roundTripMs).toBeGreaterThanOrEqual(0);
  const [video] = second.video.incoming;
  expect(video!.framesPerSec).toBeGreaterThan(10);
  expect(video!.framesPerSec).toBeLessThan(45);
  expect(video!.bitrateBps).toBeGreaterThan(10_000);
  expect(video!.bitrateBps).toBeLessThan(10_000_000);
  expect(video!.implementation).toBeTruthy();
  expect(video!.freezes).toBeGreaterThanOrEqual(0);
  expect(first.video.incoming[0]!.framesPerSec).toBeGreaterThan(0);
  expect(sender).toMatchObject({
    video: { incoming: [], outgoing: [{ codec: 'VP8', width: 320, height: 240 }] },
    audio: { outgoing: [{ codec: 'opus' }] },
    messages: { received: 1 },
  });
  expect(sender.video.outgoing[0]!.limitedBy).toMatch(/^(none|cpu|bandwidth|other)$/);
  expect(sender.video.outgoing[0]!.implementation).toBeTruthy();
  expect(sender.availableOutgoingBps).toBeGreaterThan(0);
});

test('through a relay, and after the end: never an error', async ({ standing, openOperator }) => {
  const operator = await openOperator(standing.relay);
  await operator.connect(ROBOT);
  await operator.expectMovingPicture();
  const result = await operator.page.evaluate(async () => {
    const { conn } = window as never as { conn: Rtcbot.OperatorConnection };
    const live = await conn.getStats();
    const [during] = await Promise.all([conn.getStats(), conn.close()]);
    const after = await conn.getStats();
    return {
      live: live.video.incoming.length,
      during: typeof during.report,
      after: [after.connectionState, after.report.size],
    };
  });
  expect(result).toEqual({ live: 1, during: 'object', after: ['closed', 0] });
  expect(operator.errors).toEqual([]);
});
