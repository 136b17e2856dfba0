/** Further data channels between our RTCConnection and Python RTCBot's addDataChannel and onDataChannel. */
import type * as Rtcbot from '@rtcbot-web/sdk';
import { expect, ROLES, test } from './fixtures.js';
import type { PeerPage, PeerWindow } from './peer-page.js';

interface ChannelWindow extends PeerWindow {
  incoming: Rtcbot.Queue<Rtcbot.DataChannel>;
}

const watchChannels = (ours: PeerPage) =>
  ours.page.evaluate(() => {
    const state = window as unknown as ChannelWindow;
    state.incoming = state.conn.onDataChannel(new state.rtcbot.Queue<Rtcbot.DataChannel>());
  });

/** The name of the next channel of Python, and its next messages, which are sent back. */
const echo = (ours: PeerPage, count: number) =>
  ours.page.evaluate(async (wanted) => {
    const { incoming } = window as unknown as ChannelWindow;
    const channel = await incoming.get();
    const messages: unknown[] = [];
    while (messages.length < wanted) {
      const message = await channel.get();
      messages.push(message);
      channel.put_nowait({ echo: message });
    }
    return { name: channel.name, messages };
  }, count);

for (const role of ROLES) {
  test(`${role}: channels of Python come in by name, opened before and after connecting`, async ({
    python,
    ours,
  }) => {
    await python.open();
    await ours.make();
    await watchChannels(ours);
    if (role === 'Python offers') {
      await python.addChannel('early');
      await python.putOn('early', 'one', '2', { three: 3 });
      await python.accept(await ours.describe(await python.describe()));
      expect(await echo(ours, 3)).toEqual({ name: 'early', messages: ['one', '2', { three: 3 }] });
      const echoed = (await python.get(3, 'early')).map(({ value }) => value);
      expect(echoed).toEqual([{ echo: 'one' }, { echo: '2' }, { echo: { three: 3 } }]);
    } else {
      await ours.post();
    }
    await ours.ready();
    await python.addChannel('late', false);
    await python.putOn('late', [1, null]);
    expect(await echo(ours, 1)).toEqual({ name: 'late', messages: [[1, null]] });
    expect((await python.get(1, 'late'))[0]?.value).toEqual({ echo: [1, null] });
    await python.put('main');
    expect(await ours.get(), 'nothing of them among the messages').toEqual(['main']);
  });

  test(`${role}: our channels come in at Python by name, with their order`, async ({
    python,
    ours,
  }) => {
    await python.open();
    await ours.make();
    await ours.page.evaluate(() => {
      const { conn } = window as unknown as PeerWindow;
      conn.addDataChannel('early').put_nowait({ before: 1 });
    });
    if (role === 'we offer') await ours.post();
    else await python.accept(await ours.describe(await python.describe()));
    await ours.ready();
    expect(await python.nextChannel()).toBe('early');
    expect((await python.get(1, 'early'))[0]?.value).toEqual({ before: 1 });
    expect(await python.channelFacts('early')).toMatchObject({ ordered: true });
    await ours.page.evaluate(() => {
      const { conn } = window as unknown as PeerWindow;
      conn.addDataChannel('late', { ordered: false, maxRetransmits: 0 }).put_nowait('text');
    });
    expect(await python.nextChannel()).toBe('late');
    expect((await python.get(1, 'late'))[0]?.value).toBe('text');
    const facts = { label: 'late', ordered: false, maxRetransmits: 0 };
    expect(await python.channelFacts('late')).toMatchObject(facts);
    await python.putOn('late', { back: true });
    const back = await ours.page.evaluate(() =>
      (window as unknown as PeerWindow).conn.getDataChannel('late').get(),
    );
    expect(back).toEqual({ back: true });
  });
}

test('bytes go both ways as bytes', async ({ python, ours, connect }) => {
  await connect('we offer');
  await ours.page.evaluate(() => {
    (window as unknown as PeerWindow).conn.put_nowait(new Uint8Array([0, 1, 128, 255]));
  });
  expect(await python.get()).toEqual([
    { kind: 'binary', raw: [0, 1, 128, 255], value: [0, 1, 128, 255] },
  ]);
  await python.putBytes([255, 0, 7]);
  const bytes = await ours.page.evaluate(async () => {
    const { messages } = window as unknown as PeerWindow;
    while (messages.length === 0) await new Promise((resolve) => requestAnimationFrame(resolve));
    return [...new Uint8Array(messages[0] as ArrayBuffer)];
  });
  expect(bytes).toEqual([255, 0, 7]);
});

test('when Python closes, its channels close with it', async ({ python, ours, connect }) => {
  await connect('we offer');
  await watchChannels(ours);
  await python.addChannel('log');
  await python.putOn('log', 'line');
  expect(await echo(ours, 1)).toEqual({ name: 'log', messages: ['line'] });
  await ours.page.evaluate(() => {
    const { conn } = window as unknown as PeerWindow;
    const channel = conn.getDataChannel('log');
    const over = Promise.all([channel.onClose(), conn.onClose()]);
    Object.assign(window, { channel, over });
  });
  await python.close();
  const closed = await ours.page.evaluate(async () => {
    const state = window as unknown as PeerWindow & {
      channel: Rtcbot.DataChannel;
      over: Promise<unknown>;
    };
    await state.over;
    return [state.channel.closed, state.conn.closed];
  });
  expect(closed).toEqual([true, true]);
});
