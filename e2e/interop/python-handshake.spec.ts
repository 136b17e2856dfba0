/** How our RTCConnection and Python RTCBot find and leave each other. */
import { createSocket } from 'node:dgram';
import { expectWithinIn } from '../late-pages.js';
import { expect, NOTICE_MS, reportMs, ROLES, test } from './fixtures.js';

const sections = (sdp: string) => sdp.match(/^m=\w+|^a=(sendrecv|recvonly|sendonly|inactive)/gm);

/** What RTCBot's channel of messages looks like to Python. */
const channel = ({ ordered }: { ordered: boolean }) => ({
  label: 'default',
  ordered,
  protocol: '',
  maxRetransmits: null,
  maxPacketLifeTime: null,
  negotiated: false,
});

for (const role of ROLES) {
  test(`${role}: the channel is RTCBot's, unordered if we want; our close reaches Python at once`, async ({
    python,
    ours,
    connect,
  }) => {
    const ms = await expectWithinIn([ours.page], NOTICE_MS, async () => {
      await connect(role, { page: { ordered: false }, python: { ordered: false } });
      expect(await python.channelFacts()).toEqual(channel({ ordered: false }));
      const [end, startMs] = await Promise.all([python.closed(), ours.close()]);
      expect(end.error).toBeNull();
      return end.atMs - startMs;
    });
    reportMs('Python notices our close after', ms);
  });

  test(`${role}: Python's close reaches us at once, without an error`, async ({
    python,
    ours,
    connect,
  }) => {
    const ms = await expectWithinIn([ours.page], NOTICE_MS, async () => {
      await connect(role);
      expect(await python.channelFacts()).toEqual(channel({ ordered: true }));
      await ours.watchClose();
      await python.put('last words');
      await ours.get();
      const startMs = Date.now();
      await python.close();
      return (await ours.closedAtMs()) - startMs;
    });
    reportMs("we notice Python's close after", ms);
    const end = await ours.page.evaluate(() => {
      const { conn } = window as unknown as { conn: { error?: Error; connectionState: string } };
      return [conn.error?.message, conn.connectionState];
    });
    expect(end).toEqual([undefined, 'closed']);
  });
}

test('we offer: what is posted is type and sdp alone, with candidates; the answer suits it', async ({
  python,
  ours,
}) => {
  await python.open({ send: [{ kind: 'video' }] });
  await ours.make({ receive: ['video'], send: ['audio'] });
  const { status, offer, answer } = await ours.post();
  expect(status).toBe(200);
  expect(Object.keys(offer)).toEqual(['type', 'sdp']);
  expect(offer.sdp).toMatch(/^a=candidate/m);
  expect([offer, answer].map(({ sdp }) => sdp.includes('a=x-rtcbot-web:1'))).toEqual([true, false]);
  expect(sections(offer.sdp)).toEqual([
    'm=video',
    'a=recvonly',
    'm=audio',
    'a=sendonly',
    'm=application',
  ]);
  expect(sections(answer.sdp)).toEqual([
    'm=video',
    'a=sendonly',
    'm=audio',
    'a=recvonly',
    'm=application',
  ]);
  await ours.ready();
});

test('Python offers: its receiving slots are video first, and our answer fills what we put', async ({
  python,
  ours,
}) => {
  await python.open({ receiveVideo: 1, receiveAudio: 1 });
  await ours.make({ send: ['audio'] });
  const offer = await python.describe();
  const answer = await ours.describe(offer);
  expect(Object.keys(answer)).toEqual(['type', 'sdp']);
  expect(sections(offer.sdp)).toEqual([
    'm=video',
    'a=recvonly',
    'm=audio',
    'a=recvonly',
    'm=application',
  ]);
  expect(sections(answer.sdp)).toEqual([
    'm=video',
    'a=inactive',
    'm=audio',
    'a=sendonly',
    'm=application',
  ]);
  await python.accept(answer);
  await ours.ready();
});

test('Python refuses a description with any further key: ours must have none', async ({
  python,
  ours,
}) => {
  await python.open();
  await ours.make();
  const [status, reason] = await ours.page.evaluate(async () => {
    const { conn } = window as unknown as {
      conn: { getLocalDescription(): Promise<object> };
    };
    const body = JSON.stringify({ ...(await conn.getLocalDescription()), more: 1 });
    const response = await fetch('/connect', { method: 'POST', body });
    return [response.status, await response.text()];
  });
  expect(status).toBe(500);
  expect(reason).toContain("unexpected keyword argument 'more'");
});

test('a STUN server that swallows packets does not keep us from Python', async ({
  python,
  ours,
}) => {
  const sink = createSocket('udp4');
  let packets = 0;
  sink.on('message', () => packets++);
  await new Promise<void>((resolve) => sink.bind(0, '127.0.0.1', resolve));
  await ours.page.evaluate(async () => {
    // Loopback candidates, which can reach the sink, are gathered after a grant only.
    await navigator.mediaDevices.getUserMedia({ audio: true });
  });
  const iceServers = [{ urls: `stun:127.0.0.1:${String(sink.address().port)}` }];
  const ms = await expectWithinIn([ours.page], 3000, async () => {
    await python.open();
    await ours.make({ iceServers });
    const startMs = Date.now();
    await ours.post();
    await ours.ready();
    return Date.now() - startMs;
  });
  sink.close();
  reportMs('connected', ms);
  expect(packets).toBeGreaterThan(0);
});
