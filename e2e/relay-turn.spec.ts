import type * as Rtcbot from '@rtcbot-web/sdk';
import { expect, ROBOT, test } from './fixtures.js';
import { startCoturn, whyNoCoturn } from './servers.js';

const SECRET = 'shared by relay and TURN server';

/** Whatever way there is, take the one through the TURN server. */
const RELAY_ONLY = { rtcConfiguration: { iceTransportPolicy: 'relay' as const } };

declare const rtcbot: typeof Rtcbot;

/** Tries credentials as a browser does; resolves to the kinds of candidates that are found. */
async function candidatesWith(iceServer: RTCIceServer): Promise<string[]> {
  const pc = new RTCPeerConnection({ iceServers: [iceServer], iceTransportPolicy: 'relay' });
  const found: string[] = [];
  const done = new Promise<void>((resolve) => {
    pc.onicecandidate = ({ candidate }) => {
      if (candidate?.type) found.push(candidate.type);
      if (!candidate) resolve();
    };
  });
  pc.createDataChannel('default');
  await pc.setLocalDescription();
  await done;
  pc.close();
  return found;
}

test.describe('with a TURN server', () => {
  test.skip(whyNoCoturn !== undefined, whyNoCoturn);

  test('video streams through it alone, with credentials that the relay has made', async ({
    startRelay,
    startRobot,
    openOperator,
  }) => {
    await using coturn = await startCoturn(SECRET);
    const relay = await startRelay({ turn: { urls: [coturn.url], secret: SECRET } });
    await startRobot({ relay: relay.url });
    const operator = await openOperator(relay);
    await operator.connect(ROBOT, RELAY_ONLY);
    await operator.expectMovingPicture();
    const pairOf = () =>
      operator.page.evaluate(async () => {
        const { conn } = window as never as { conn: Rtcbot.OperatorConnection };
        return (await conn.getStats()).local?.type;
      });
    expect(await pairOf()).toBe('relay');
  });

  test('a path that breaks after the first credentials have expired is mended with newer ones, in the same call', async ({
    startRelay,
    startRobot,
    openOperator,
  }) => {
    test.setTimeout(90_000);
    await using coturn = await startCoturn(SECRET);
    const relay = await startRelay({ turn: { urls: [coturn.url], secret: SECRET, ttlSec: 10 } });
    await startRobot({ relay: relay.url });
    const operator = await openOperator(relay);
    const { page } = operator;
    await page.evaluate(() => {
      const Native = RTCPeerConnection;
      const pcs: RTCPeerConnection[] = [];
      const states: string[] = [];
      window.RTCPeerConnection = class extends Native {
        constructor(configuration?: RTCConfiguration) {
          super(configuration);
          pcs.push(this);
          this.addEventListener('iceconnectionstatechange', () => {
            states.push(this.iceConnectionState);
          });
        }
      };
      Object.assign(window, { pcs, states });
    });
    await operator.connect(ROBOT, RELAY_ONLY);
    await operator.expectMovingPicture();
    const link = () =>
      page.evaluate(async () => {
        const { conn, pcs } = window as never as {
          conn: Rtcbot.OperatorConnection;
          pcs: RTCPeerConnection[];
        };
        const [server] = pcs.at(-1)!.getConfiguration().iceServers!;
        const expiresAtMs = Number(server!.username!.split(':')[0]) * 1000;
        const { local } = await conn.getStats();
        return { expiresAtMs, type: local?.type, links: pcs.length };
      });
    const first = await link();
    expect(first).toMatchObject({ type: 'relay', links: 1 });
    await expect.poll(() => Date.now()).toBeGreaterThan(first.expiresAtMs);

    await coturn[Symbol.asyncDispose]();
    await using again = await startCoturn(SECRET, coturn.url);
    expect(again.url).toBe(coturn.url);
    const states = () =>
      page.evaluate(() => (window as never as { states: string[] }).states.join(' '));
    await expect.poll(states).toMatch(/disconnected.* connected/);
    await operator.expectMovingPicture();
    const last = await link();
    expect(last.expiresAtMs).toBeGreaterThan(first.expiresAtMs);
    expect(last).toMatchObject({ type: 'relay', links: 1 });
  });

  test('expired and forged credentials open nothing', async ({ startRelay, openOperator }) => {
    await using coturn = await startCoturn(SECRET);
    const relay = await startRelay({ turn: { urls: [coturn.url], secret: SECRET } });
    const { page } = await openOperator(relay);
    const good = await page.evaluate(
      (robotId) =>
        new Promise<RTCIceServer>((resolve) => {
          const Native = RTCPeerConnection;
          window.RTCPeerConnection = class extends Native {
            override async setLocalDescription(one?: RTCLocalSessionDescriptionInit) {
              // By now it knows the servers: from here on it gathers candidates.
              resolve(this.getConfiguration().iceServers![0]!);
              return super.setLocalDescription(one);
            }
          };
          new rtcbot.Relay(location.origin).serve(robotId, () => undefined);
          new rtcbot.Relay(location.origin).connect(robotId).put_nowait('go');
        }),
      ROBOT,
    );
    const [expiry, clientId] = good.username!.split(':');
    expect(Number(expiry) * 1000).toBeGreaterThan(Date.now());
    const expired = `${Math.floor(Date.now() / 1000) - 60}:${clientId}`;
    const { createHmac } = await import('node:crypto');
    const sign = (username: string, secret: string) =>
      createHmac('sha1', secret).update(username).digest('base64');
    expect(await page.evaluate(candidatesWith, good)).toContain('relay');
    for (const bad of [
      { username: expired, credential: sign(expired, SECRET) },
      { username: good.username!, credential: sign(good.username!, 'another secret') },
      { username: `${Number(expiry) + 3600}:${clientId}`, credential: good.credential! },
    ])
      expect(await page.evaluate(candidatesWith, { ...good, ...bad })).toEqual([]);
  });
});
