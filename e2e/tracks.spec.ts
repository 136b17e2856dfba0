/** Several tracks each way, added and removed at any time, through a real relay. */
import type * as Rtcbot from '@rtcbot-web/sdk';
import type { Browser } from '@playwright/test';
import { expect, test as base } from './fixtures.js';
import { TrackPage } from './pages/track-page.js';

declare const rtcbot: typeof Rtcbot;
declare const conn: Rtcbot.RTCConnection;
declare const paint: (colour: string) => MediaStreamTrack;
declare const colourOf: (frame: VideoFrame) => string;
declare const cameras: Map<string, { track: MediaStreamTrack; sender: Rtcbot.TrackSender }>;

const ROBOT = 'two-cameras';

interface Ends {
  readonly robot: TrackPage;
  readonly operator: TrackPage;
}

/** A page that is a robot and one that is an operator, each in a browser context of its own. */
const test = base.extend<{ ends: Ends }>({
  ends: async ({ browser, relay }, use) => {
    const robot = await openTrackPage(browser, relay.url);
    const operator = await openTrackPage(browser, relay.url);
    await use({ robot, operator });
    await Promise.all([robot, operator].map(({ page }) => page.context().close()));
    expect([...robot.errors, ...operator.errors]).toEqual([]);
  },
});

async function openTrackPage(browser: Browser, url: string): Promise<TrackPage> {
  const context = await browser.newContext();
  return new TrackPage(await context.newPage()).open(url);
}

test('two cameras of the robot arrive, each with its own picture, although one was asked for', async ({
  ends: { robot, operator },
}) => {
  await robot.paintCameras('red', 'blue');
  await robot.serve(ROBOT);
  await operator.connect(ROBOT);
  await operator.expectColours('red', 'blue');
});

test('both sides add and remove while connected, and slots are used again', async ({
  ends: { robot, operator },
}) => {
  await robot.serve(ROBOT);
  await operator.connect(ROBOT);
  await robot.add('red');
  await operator.expectColours('red');
  await operator.add('green', 'yellow');
  await robot.expectColours('green', 'yellow');
  await robot.add('blue');
  await operator.expectColours('red', 'blue');
  await robot.remove('red');
  await operator.expectColours('blue');
  await operator.remove('green');
  await robot.expectColours('yellow');
  const sections = await operator.sections();
  await robot.add('cyan');
  await operator.expectColours('blue', 'cyan');
  await operator.add('magenta');
  await robot.expectColours('yellow', 'magenta');
  expect(await operator.sections()).toBe(sections);
  expect([await operator.receiverCount(), await robot.receiverCount()]).toEqual([3, 3]);
});

test('changes of both sides at the same time settle, without end and without growth', async ({
  ends: { robot, operator },
}) => {
  await robot.serve(ROBOT);
  await operator.connect(ROBOT);
  for (let round = 0; round < 5; round++) {
    await Promise.all([robot.add('red', 'blue'), operator.add('green', 'yellow')]);
    await Promise.all([robot.remove('blue', 'red'), operator.remove('green')]);
    await Promise.all([robot.add('cyan'), operator.remove('yellow')]);
    await Promise.all([robot.remove('cyan'), operator.add('white')]);
    await operator.remove('white');
  }
  await Promise.all([robot.add('magenta', 'cyan'), operator.add('yellow')]);
  await operator.expectColours('magenta', 'cyan');
  await robot.expectColours('yellow');
  const offers = await operator.offers();
  await operator.expectColours('magenta', 'cyan');
  await robot.expectColours('yellow');
  expect(await operator.offers(), 'it is quiet').toBe(offers);
  expect(await operator.sections()).toBeLessThan(20);
});

test('a link that heals brings back every track in the same receiver, and frames go on', async ({
  ends: { robot, operator },
}) => {
  await robot.serve(ROBOT);
  await operator.connect(ROBOT);
  await robot.add('red', 'blue', 'green');
  await operator.expectColours('red', 'blue', 'green');
  await robot.remove('red');
  await operator.add('white');
  await operator.expectColours('blue', 'green');
  await robot.expectColours('white');
  await robot.add('cyan');
  await operator.expectColours('blue', 'green', 'cyan');
  const before = [await operator.colours(), await operator.receiverCount()];
  await operator.page.evaluate(() => {
    const healed = new Promise<void>((resolve) => {
      let wasLost = false;
      conn.onReady((ready) => {
        if (ready && wasLost) resolve();
        wasLost ||= !ready;
      });
    });
    Object.assign(window, { first: conn.video.frames.subscribe(), healed });
  });
  await robot.cutLink();
  await operator.page.evaluate(() => (window as never as { healed: Promise<void> }).healed);
  await operator.expectColours('blue', 'green', 'cyan');
  await robot.expectColours('white');
  expect([await operator.colours(), await operator.receiverCount()]).toEqual(before);
  const colour = await operator.page.evaluate(async () => {
    const { first } = window as never as { first: Rtcbot.Subscription<VideoFrame> };
    await first.get(); // one may have waited since before the cut
    return colourOf(await first.get());
  });
  expect(colour).toBe('blue');
  const tracks = await operator.page.evaluate(() => conn.video.stream?.getTracks().length);
  expect(tracks).toBe(3);
});

test('a track that ends is told on both sides, and another camera takes over', async ({
  ends: { robot, operator },
}) => {
  await robot.serve(ROBOT);
  await operator.connect(ROBOT);
  await robot.page.evaluate(() => {
    const track = paint('red');
    Object.assign(window, { track, ended: [] as unknown[] });
    conn.video.onEnded(({ name, code, message }) => {
      (window as never as { ended: unknown[] }).ended.push({ name, code, message });
    });
    conn.video.putSubscription(track);
  });
  await operator.expectColours('red');
  await robot.page.evaluate(() => {
    (window as never as { track: MediaStreamTrack }).track.stop();
  });
  const ended = () => robot.page.evaluate(() => (window as never as { ended: object[] }).ended);
  await expect.poll(ended).toHaveLength(1);
  expect((await ended())[0]).toMatchObject({ name: 'MediaAccessError', code: 'track-ended' });
  await operator.expectColours();
  await robot.page.evaluate(() => {
    conn.video.putSubscription(paint('blue'));
  });
  await operator.expectColours('blue');
  expect(await ended()).toHaveLength(1);
  expect(await robot.page.evaluate(() => conn.video.error)).toBeUndefined();
});

test('what is sent in one slot is exchanged without another offer', async ({
  ends: { robot, operator },
}) => {
  await robot.serve(ROBOT);
  await operator.connect(ROBOT);
  await robot.add('red');
  await operator.expectColours('red');
  const offers = await operator.offers();
  await robot.page.evaluate(() => {
    const { sender } = cameras.get('red')!;
    sender.putSubscription(paint('green'));
  });
  await operator.expectColours('green');
  expect(await operator.offers()).toBe(offers);
  expect(await operator.receiverCount()).toBe(1);
});

test('without a relay, what needs another negotiation is refused and the rest works', async ({
  ends: { operator },
}) => {
  const result = await operator.page.evaluate(async () => {
    const make = () => new rtcbot.RTCConnection({ rtcConfiguration: { iceServers: [] } });
    const codeOf = (attempt: () => unknown): string => {
      try {
        attempt();
        return 'accepted';
      } catch (error) {
        return (error as Rtcbot.RtcError).code;
      }
    };
    const [left, right] = [make(), make()];
    const receivers: Rtcbot.TrackReceiver<VideoFrame>[] = [];
    right.video.onTrack((receiver) => receivers.push(receiver));
    const sender = left.video.addTrack(paint('red'));
    const empty = left.video.addTrack();
    const answer = await right.getLocalDescription(await left.getLocalDescription());
    await left.setRemoteDescription(answer);
    await Promise.all([left.onReady(), right.onReady()]);
    const add = codeOf(() => left.video.addTrack(paint('blue')));
    const subscribe = codeOf(() => left.audio.subscribe());
    const twice = codeOf(() => {
      empty.putSubscription(sender.track);
    });
    empty.putSubscription(paint('green'));
    const colours = [];
    for (const { frames } of receivers) colours.push(colourOf(await frames.get()));
    await sender.close();
    await left.close();
    return { add, subscribe, twice, colours };
  });
  expect(result).toEqual({
    add: 'bad-state',
    subscribe: 'bad-state',
    twice: 'accepted',
    colours: ['red', 'green'],
  });
});
