/** The end in every state: typed errors, nothing hangs, nothing is left unhandled. */
import type * as Rtcbot from '@rtcbot-web/sdk';
import { expect, ROBOT, test } from './fixtures.js';
import { connectPair, openPair as open } from './pages/connection-pair.js';
import { expectWithinIn } from './late-pages.js';

declare const rtcbot: typeof Rtcbot;
declare const left: Rtcbot.RTCConnection;
declare const right: Rtcbot.RTCConnection;
declare const codeOf: (attempt: () => unknown) => Promise<string>;

test('before anything: what waits ends, and all that is called afterwards says so', async ({
  page,
  relay,
}) => {
  await open(page, relay.url);
  const codes = await page.evaluate(async () => {
    const channel = left.addDataChannel('x');
    const attempts = [left.onReady(), left.get(), left.drained(), channel.get(), channel.drained()];
    const waiting = attempts.map((promise) => codeOf(() => promise));
    left.put_nowait('never sent');
    const closing = [left.close(), left.close(), left.onClose()];
    const offer = await right.getLocalDescription();
    await Promise.all(closing);
    return {
      waiting: await Promise.all(waiting),
      put: await codeOf(() => {
        left.put_nowait('x');
      }),
      putOnChannel: await codeOf(() => {
        channel.send('x');
      }),
      drained: await codeOf(() => left.drained()),
      channelDrained: await codeOf(() => channel.drained()),
      get: await codeOf(() => left.get()),
      putSubscription: await codeOf(() => {
        left.putSubscription(new rtcbot.Queue());
      }),
      addDataChannel: await codeOf(() => left.addDataChannel('y')),
      offer: await codeOf(() => left.getLocalDescription()),
      answer: await codeOf(() => left.getLocalDescription(offer)),
      setAnswer: await codeOf(() => left.setRemoteDescription({ type: 'answer', sdp: 'v=0' })),
      again: await codeOf(() => left.close()),
      ends: [left.closed, channel.closed, left.connectionState, left.bufferedBytes, left.error],
    };
  });
  expect(codes).toEqual({
    waiting: Array(5).fill('closed'),
    put: 'closed',
    putOnChannel: 'closed',
    drained: 'closed',
    channelDrained: 'closed',
    get: 'closed',
    putSubscription: 'closed',
    addDataChannel: 'closed',
    offer: 'bad-state',
    answer: 'bad-state',
    setAnswer: 'bad-state',
    again: 'done',
    ends: [true, true, 'closed', 0, undefined],
  });
});

/** Steps of a handshake. The connection is closed while each is under way, in the same turn and some turns later. */
const STEPS = ['offer', 'answer', 'set the answer', 'become ready'] as const;

for (const step of STEPS) {
  test(`while it is waiting to ${step}`, async ({ page, relay }) => {
    await open(page, relay.url);
    const codes = await page.evaluate(async (wanted) => {
      const make = (): Rtcbot.RTCConnection =>
        new rtcbot.RTCConnection({ rtcConfiguration: { iceServers: [] } });
      const run = async (waitMs: number): Promise<string> => {
        const [a, b] = [make(), make()];
        a.put_nowait('x'.repeat(300_000));
        a.addDataChannel('further').put_nowait('y');
        const cut = async (conn: Rtcbot.RTCConnection, work: Promise<unknown>): Promise<string> => {
          const code = codeOf(() => work);
          if (waitMs >= 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
          await conn.close();
          return code;
        };
        const go = async (): Promise<string> => {
          if (wanted === 'offer') return cut(a, a.getLocalDescription());
          const offer = await a.getLocalDescription();
          if (wanted === 'answer') return cut(b, b.getLocalDescription(offer));
          const answer = await b.getLocalDescription(offer);
          if (wanted === 'set the answer') return cut(a, a.setRemoteDescription(answer));
          await a.setRemoteDescription(answer);
          return cut(a, a.onReady());
        };
        const code = await go();
        await Promise.all([a.close(), b.close()]);
        return code;
      };
      const seen = new Set<string>();
      for (const waitMs of [-1, 0, 0, 1, 2, 3, 5, 8, 12, 20, 40]) seen.add(await run(waitMs));
      return [...seen];
    }, step);
    const allowed = step === 'become ready' ? ['closed', 'done'] : ['bad-state', 'done'];
    expect(allowed).toEqual(expect.arrayContaining(codes));
    if (step !== 'become ready') expect(codes).toContain('bad-state');
  });
}

test('a connection that the other side never answers ends at once', async ({ page, relay }) => {
  await open(page, relay.url);
  await expectWithinIn([page], 2000, async (trial) => {
    if (trial > 1) await open(page, relay.url);
    const [code, ms] = await page.evaluate(async () => {
      await left.getLocalDescription();
      const startMs = performance.now();
      const ready = codeOf(() => left.onReady());
      await left.close();
      return [await ready, performance.now() - startMs] as const;
    });
    expect(code).toBe('closed');
    return ms;
  });
});

test('with a large message under way: cut by either side, whole or nothing arrives', async ({
  page,
  relay,
}) => {
  await open(page, relay.url);
  const results = await page.evaluate(async () => {
    const run = async (closer: 'sender' | 'receiver'): Promise<unknown[]> => {
      const make = (): Rtcbot.RTCConnection =>
        new rtcbot.RTCConnection({ rtcConfiguration: { iceServers: [] } });
      const [a, b] = [make(), make()];
      const answer = await b.getLocalDescription(await a.getLocalDescription());
      await a.setRemoteDescription(answer);
      await Promise.all([a.onReady(), b.onReady()]);
      const sizes: number[] = [];
      b.subscribe((message) => sizes.push((message as ArrayBuffer).byteLength));
      a.put_nowait(new ArrayBuffer(60_000_000));
      const drained = codeOf(() => a.drained());
      const [first, other] = closer === 'sender' ? [a, b] : [b, a];
      const ends = await codeOf(() => first.close());
      // The other side hears of it at once, unless the datagram that says so is lost among so many.
      await Promise.race([other.onClose(), new Promise((resolve) => setTimeout(resolve, 2000))]);
      await other.close();
      return [sizes.length, await drained, ends, a.error, b.error, a.bufferedBytes];
    };
    return [await run('sender'), await run('receiver')];
  });
  const cut = [0, 'closed', 'done', undefined, undefined, 0];
  expect(results).toEqual([cut, cut]);
});

test('a small message right before the end arrives, on every channel', async ({ page, relay }) => {
  await open(page, relay.url);
  await connectPair(page);
  const result = await page.evaluate(async () => {
    const incoming = right.onDataChannel(new rtcbot.Queue<Rtcbot.DataChannel>());
    const mine = left.addDataChannel('log');
    await mine.onReady();
    const theirs = await incoming.get();
    const [onMain, onLog] = [right.subscribe(), theirs.subscribe()];
    left.put_nowait('x'.repeat(400_000));
    mine.put_nowait('log');
    await left.close();
    await right.onClose();
    return [((await onMain.get()) as string).length, await onLog.get(), theirs.closed];
  });
  expect(result).toEqual([400_000, 'log', true]);
});

test('a channel that the other side closes ends with what waits in it; the connection goes on', async ({
  page,
  relay,
}) => {
  await open(page, relay.url);
  await connectPair(page);
  const result = await page.evaluate(async () => {
    const incoming = right.onDataChannel(new rtcbot.Queue<Rtcbot.DataChannel>());
    const mine = left.addDataChannel('log');
    const theirs = await incoming.get();
    await mine.onReady();
    mine.put_nowait(new ArrayBuffer(50_000_000));
    const drained = codeOf(() => mine.drained());
    await theirs.close();
    const codes = [
      await codeOf(() => mine.onClose()),
      await drained,
      await codeOf(() => {
        mine.put_nowait('late');
      }),
    ];
    const heard = right.get();
    left.put_nowait('main');
    return [...codes, await heard, left.closed];
  });
  expect(result).toEqual(['done', 'closed', 'closed', 'main', false]);
});

test('through a relay: before it is reached, while joining, while dialling, and when connected', async ({
  page,
  standing,
}) => {
  await open(page, standing.relay.url);
  const results = await page.evaluate(async (id) => {
    const seen: unknown[] = [];
    for (const waitMs of [-1, 0, 5, 20, 50, 100, 150, 200, 300, 600]) {
      const conn = new rtcbot.Relay(location.origin).connect(id);
      conn.put_nowait('x'.repeat(200_000));
      conn.video.subscribe(() => undefined);
      const ready = codeOf(() => conn.onReady());
      const drained = codeOf(() => conn.drained());
      if (waitMs >= 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
      const ends = await codeOf(() => Promise.all([conn.close(), conn.close(), conn.onClose()]));
      const codes = new Set([await ready, await drained]);
      seen.push([
        ends,
        [...codes].every((code) => code === 'closed' || code === 'done'),
        conn.error,
      ]);
    }
    const nowhere = new rtcbot.Relay('http://127.0.0.1:9').connect(id);
    nowhere.put_nowait('x');
    seen.push([await codeOf(() => nowhere.close()), true, nowhere.error]);
    return seen;
  }, ROBOT);
  expect(results).toEqual(Array(11).fill(['done', true, undefined]));
});
