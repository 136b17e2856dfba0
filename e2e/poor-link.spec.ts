/** Viewers of a shared encoder, of whom one has a poor link. */
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.js';
import { PoorLink } from './poor-link.js';
import { startCoturn, whyNoCoturn } from './servers.js';
import { camera, expectLiveClock, expectViewers, SIZE, watch } from './shared-viewers.js';

declare const peers: RTCPeerConnection[];

const SECRET = 'shared by relay and TURN server';
const RELAY_ONLY = { rtcConfiguration: { iceTransportPolicy: 'relay' as const } };

/** What WebRTC counts of the video that a page gets. */
const received = (page: Page) =>
  page.evaluate(async () => {
    const report = (await peers.at(-1)!.getStats()) as ReadonlyMap<
      string,
      RTCInboundRtpStreamStats
    >;
    const video = [...report.values()].find(
      ({ type, kind }) => type === 'inbound-rtp' && kind === 'video',
    );
    const { packetsLost = 0, retransmittedPacketsReceived = 0 } = video ?? {};
    return { packetsLost, retransmittedPacketsReceived };
  });

test.describe('over a poor link', () => {
  test.skip(whyNoCoturn !== undefined, whyNoCoturn);

  test('lost packets are sent again, and nobody else notices', async ({
    startRelay,
    startRobot,
    openOperator,
  }) => {
    await using coturn = await startCoturn(SECRET);
    await using link = await PoorLink.start(coturn.url);
    const relay = await startRelay({ turn: { urls: [link.url], secret: SECRET } });
    const robot = await startRobot({
      relay: relay.url,
      camera: { source: { script: camera('clock') }, ...SIZE, frameRate: 30 },
      microphone: 'none',
      encoding: 'shared',
    });
    const [poor, good] = [await openOperator(relay), await openOperator(relay)];
    await watch(poor.page, relay.url, RELAY_ONLY);
    await watch(good.page, relay.url);
    await Promise.all([poor.page, good.page].map(expectLiveClock));

    link.quality = { loss: 0.1, rateBps: Number.POSITIVE_INFINITY };
    await expect.poll(() => link.lost).toBeGreaterThan(20);
    await Promise.all([poor.page, good.page].map(expectLiveClock));
    await expectViewers(robot, 2, 0);
    await expect
      .poll(async () => (await received(poor.page)).retransmittedPacketsReceived)
      .toBeGreaterThan(0);
    expect(await received(good.page)).toMatchObject({ packetsLost: 0 });
  });

  test('a viewer that cannot follow gets a smaller picture, the full one later, and others keep theirs', async ({
    startRelay,
    startRobot,
    openOperator,
  }) => {
    await using coturn = await startCoturn(SECRET);
    await using link = await PoorLink.start(coturn.url);
    const relay = await startRelay({ turn: { urls: [link.url], secret: SECRET } });
    await startRobot({
      relay: relay.url,
      camera: { source: { script: camera('bustle') }, width: 480, height: 360, frameRate: 20 },
      microphone: 'none',
      encoding: 'shared',
    });
    const [poor, good] = [await openOperator(relay), await openOperator(relay)];
    await watch(poor.page, relay.url, RELAY_ONLY);
    await watch(good.page, relay.url);
    const widthOf = (page: Page) =>
      page.evaluate(() => document.querySelector('video')!.videoWidth);
    await expect.poll(() => widthOf(poor.page)).toBe(480);

    link.quality = { loss: 0, rateBps: 200_000 };
    await expect.poll(() => widthOf(poor.page)).toBeLessThan(480);
    await expect.poll(() => widthOf(good.page)).toBe(480);

    link.quality = { loss: 0, rateBps: Number.POSITIVE_INFINITY };
    await expect.poll(() => widthOf(poor.page), { timeout: 120_000 }).toBe(480);
    await expect.poll(() => widthOf(good.page)).toBe(480);
  });
});
