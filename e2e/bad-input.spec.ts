/** Bad messages, descriptions, tracks and peers: typed errors, nothing hangs, nothing is left unhandled. */
import type * as Rtcbot from '@rtcbot-web/sdk';
import { expect, test } from './fixtures.js';
import { connectPair, openPair as open } from './pages/connection-pair.js';

declare const rtcbot: typeof Rtcbot;
declare const left: Rtcbot.RTCConnection;
declare const right: Rtcbot.RTCConnection;
declare const codeOf: (attempt: () => unknown) => Promise<string>;

test('messages that cannot be sent are refused by their kind, and what follows is sent', async ({
  page,
  relay,
}) => {
  await open(page, relay.url);
  await connectPair(page);
  const result = await page.evaluate(async () => {
    const circular: Record<string, unknown> = {};
    circular['self'] = circular;
    const detached = new ArrayBuffer(8);
    structuredClone(detached, { transfer: [detached] });
    const bad = [circular, 1n, { deep: [1n] }, undefined, () => 1, Symbol('s'), detached];
    const codes = [];
    for (const message of bad) {
      codes.push(
        await codeOf(() => {
          left.put_nowait(message);
        }),
      );
    }
    const got = right.subscribe();
    left.put_nowait('fine');
    return [codes, await got.get()];
  });
  expect(result).toEqual([Array(7).fill('not-serializable'), 'fine']);
});

test('a misspelled option is refused: a robot’s key would not be looked at', async ({
  page,
  relay,
}) => {
  await open(page, relay.url);
  const messages = await page.evaluate(() => {
    const attempts = [
      () => new rtcbot.Relay(location.origin).connect('rover-1', { robotkey: 'x' } as never),
      () => new rtcbot.RTCConnection({ ordered: true } as never),
    ];
    return attempts.map((attempt) => {
      try {
        attempt();
        return 'taken';
      } catch (error) {
        return (error as Error).message;
      }
    });
  });
  expect(messages).toEqual([
    expect.stringMatching(/"robotkey" is not an option\. Available: .*robotKey/),
    expect.stringContaining('"ordered" is not an option'),
  ]);
});

test('an ICE server with a wrong address is named, and the others connect', async ({
  page,
  relay,
  pageErrors,
}) => {
  await open(page, relay.url);
  await page.evaluate(() => {
    const iceServers = [
      { urls: 'stun:127.0.0.1:9?transport=udp' },
      { urls: ['stun:127.0.0.1:9'] },
      { urls: 'turn:127.0.0.1:9' },
    ];
    const make = () => new rtcbot.RTCConnection({ rtcConfiguration: { iceServers } });
    Object.assign(window, { left: make(), right: make() });
  });
  await connectPair(page);
  expect(pageErrors.splice(0)).toEqual([
    expect.stringContaining("'stun:127.0.0.1:9?transport=udp' has a '?'"),
    expect.stringContaining("'turn:127.0.0.1:9' lacks its username"),
  ]);
});

test('what JSON would empty is refused with its place, in every browser’s own kinds', async ({
  page,
  relay,
}) => {
  await open(page, relay.url);
  const messages = await page.evaluate(() => {
    const values = [
      { a: new Blob(['b']) },
      [new File([], 'c')],
      { list: document.querySelectorAll('p') },
      { when: new Date(0), fine: [1, { x: null }] },
    ];
    return values.map((value) => {
      try {
        left.put_nowait(value);
        return 'fine';
      } catch (error) {
        return (error as Error).message;
      }
    });
  });
  expect(messages).toEqual([
    expect.stringContaining('message.a is a Blob'),
    expect.stringContaining('message[0] is a File'),
    expect.stringContaining('message.list is a NodeList'),
    'fine',
  ]);
});

test('what putSubscription yields and cannot be sent is reported, and what follows is sent', async ({
  page,
  relay,
  pageErrors,
}) => {
  await open(page, relay.url);
  await connectPair(page);
  const got = await page.evaluate(async () => {
    async function* values(): AsyncGenerator {
      yield await Promise.resolve(1n);
      yield 'fine';
    }
    left.putSubscription(values());
    return right.get();
  });
  expect(got).toBe('fine');
  expect(pageErrors.splice(0)).toEqual([expect.stringMatching(/BigInt/)]);
});

test('a source of putSubscription that fails is reported and let go', async ({
  page,
  relay,
  pageErrors,
}) => {
  await open(page, relay.url);
  await connectPair(page);
  const got = await page.evaluate(async () => {
    // eslint-disable-next-line require-yield -- it fails before it yields
    async function* broken(): AsyncGenerator {
      throw new Error('the sensor is unplugged');
    }
    left.putSubscription(broken());
    await new Promise((resolve) => setTimeout(resolve));
    const heard = right.get();
    left.put_nowait('directly');
    return heard;
  });
  expect(got).toBe('directly');
  expect(pageErrors.splice(0)).toEqual(['the sensor is unplugged']);
});

test('descriptions that are none, of the wrong kind, garbage, too early, or twice', async ({
  page,
  relay,
}) => {
  await open(page, relay.url);
  const codes = await page.evaluate(async () => {
    const make = (): Rtcbot.RTCConnection =>
      new rtcbot.RTCConnection({ rtcConfiguration: { iceServers: [] } });
    const wrong: unknown[] = [
      'v=0',
      7,
      true,
      [],
      {},
      { type: 'offer' },
      { type: 'answer', sdp: 'v=0' },
      { type: 'pranswer', sdp: 'v=0' },
      { type: 'offer', sdp: 1 },
      { type: 'offer', sdp: '' },
      { type: 'offer', sdp: 'nonsense' },
      { type: 'offer', sdp: 'v=0\r\n' },
      { type: 'offer', sdp: 'x'.repeat(100_000) },
    ];
    const asOffer: string[] = [];
    for (const value of wrong) asOffer.push(await codeOf(() => make().getLocalDescription(value)));
    const asAnswer: string[] = [];
    for (const value of [null, undefined, ...wrong, await make().getLocalDescription()]) {
      const conn = make();
      await conn.getLocalDescription();
      const as = (one: unknown): unknown =>
        typeof one === 'object' && one !== null && 'sdp' in one && one.sdp !== 1 && value !== null
          ? { ...one, type: 'answer' }
          : one;
      const changed = wrong.indexOf(value) > 5 ? as(value) : value;
      asAnswer.push(await codeOf(() => conn.setRemoteDescription(changed)));
      await conn.close();
    }
    const [a, b] = [make(), make()];
    const offer = await a.getLocalDescription();
    const answer = await b.getLocalDescription(offer);
    const order = [
      await codeOf(() => b.setRemoteDescription(answer)),
      await codeOf(() => make().setRemoteDescription(answer)),
      await codeOf(() => a.getLocalDescription(offer)),
    ];
    const twice = await Promise.all([
      codeOf(() => a.setRemoteDescription(answer)),
      codeOf(() => a.setRemoteDescription(answer)),
    ]);
    const again = await codeOf(() => a.setRemoteDescription(answer));
    await Promise.all([a.onReady(), b.onReady()]);
    const heard = b.get();
    a.put_nowait('works');
    return { asOffer, asAnswer, order, twice, again, heard: await heard };
  });
  expect(codes.asOffer).toEqual(Array(13).fill('bad-description'));
  expect(codes.asAnswer).toEqual(Array(16).fill('bad-description'));
  expect(codes.order).toEqual(['bad-state', 'bad-state', 'bad-state']);
  expect(codes.twice).toEqual(['done', 'bad-state']);
  expect(codes.again).toBe('bad-state');
  expect(codes.heard).toBe('works');
});

test('a track that has ended, or ends, does not break the connection', async ({ page, relay }) => {
  await open(page, relay.url);
  const before = await page.evaluate(async () => {
    const { mediaDevices } = navigator;
    const ended = (await mediaDevices.getUserMedia({ video: true })).getVideoTracks()[0]!;
    ended.stop();
    const told = new Promise<string>((resolve) => {
      right.video.onEnded((error) => {
        resolve(error.code);
      });
    });
    right.video.putSubscription(ended);
    left.video.subscribe(() => undefined);
    return told;
  });
  expect(before).toBe('track-ended');
  await connectPair(page);
  const after = await page.evaluate(async () => {
    const live = await navigator.mediaDevices.getUserMedia({ video: true });
    const codes = [];
    codes.push(
      await codeOf(() => {
        right.video.putSubscription(live);
      }),
    );
    live.getVideoTracks()[0]!.stop();
    const heard = left.get();
    right.put_nowait('still here');
    return [...codes, await heard];
  });
  expect(after).toEqual(['done', 'still here']);
});

test('a hostile peer: nonsense in place of parts is reported, and the connection goes on', async ({
  page,
  relay,
  pageErrors,
}) => {
  await open(page, relay.url);
  const received = await page.evaluate(async () => {
    const offer = await left.getLocalDescription();
    const pc = new RTCPeerConnection();
    const opened = new Promise<RTCDataChannel>((resolve) => {
      pc.addEventListener('datachannel', ({ channel }) => {
        resolve(channel);
      });
    });
    await pc.setRemoteDescription(offer);
    await pc.setLocalDescription();
    while (pc.iceGatheringState !== 'complete') {
      await new Promise((resolve) => (pc.onicegatheringstatechange = resolve));
    }
    const sdp = pc.localDescription!.sdp.replace('m=', 'a=x-rtcbot-web:1\r\nm=');
    const got = left.subscribe();
    await left.setRemoteDescription({ type: 'answer', sdp });
    const channel = await opened;
    const frame = (id: number, index: number, count: number): ArrayBuffer => {
      const bytes = new Uint8Array(20);
      bytes.set(new TextEncoder().encode('RTCB'));
      new Uint32Array(bytes.buffer, 0, 4).set([id, index, count], 1);
      return bytes.buffer;
    };
    channel.send(frame(0, 7, 3));
    channel.send(frame(0, 0, 0));
    channel.send(frame(2, 0, 4_294_967_295));
    channel.send(frame(4, 0, 2));
    channel.send(frame(4, 0, 2));
    for (let id = 10; id < 10 + 2 * 260; id += 2) channel.send(frame(id, 0, 2));
    channel.send('"fine"');
    return got.get();
  });
  expect(received).toBe('fine');
  // Of each kind the first is told, and however many follow in the next seconds are counted.
  expect(pageErrors.splice(0)).toEqual([
    expect.stringContaining('part 7 of 3'),
    expect.stringContaining('at most 134217728 bytes'),
  ]);
});
