/** Video and audio between our RTCConnection and Python RTCBot, checked by content at both ends. */
import type * as Rtcbot from '@rtcbot-web/sdk';
import { expect, expectLivePictures, expectTone, ROLES, test } from './fixtures.js';
import type { PeerWindow } from './peer-page.js';

const PYTHON_HZ = 440;
const PAGE_HZ = 1320;
const bothKinds = ['video', 'audio'] as const;

for (const role of ROLES) {
  test(`${role}: video and audio go both ways at once`, async ({ python, ours, connect }) => {
    await connect(role, {
      page: { send: bothKinds, receive: bothKinds, audioHz: PAGE_HZ },
      python: {
        send: [{ kind: 'video' }, { kind: 'audio', hz: PYTHON_HZ }],
        receiveVideo: 1,
        receiveAudio: 1,
      },
    });
    const [atPage] = await Promise.all([
      expectLivePictures(() => ours.pictures(5)),
      expectLivePictures(() => python.pictures(5)),
    ]);
    expect(atPage[0]).toMatchObject({ width: 640, height: 480 });
    await Promise.all([expectTone(ours, PYTHON_HZ), expectTone(python, PAGE_HZ)]);
    await expect.poll(async () => (await python.sound()).share).toBeGreaterThan(0.8);
    expect(await python.sound()).toMatchObject({ sampleRateHz: 48_000, channels: 2 });
  });

  test(`${role}: video from Python alone, audio from the page alone`, async ({
    python,
    ours,
    connect,
  }) => {
    await connect(role, {
      page: { receive: ['video'], send: ['audio'], audioHz: PAGE_HZ },
      python: { send: [{ kind: 'video' }], receiveAudio: 1 },
    });
    await Promise.all([expectLivePictures(() => ours.pictures()), expectTone(python, PAGE_HZ)]);
  });
}

test('both sides change what they send to another size, the page over nothing at all', async ({
  python,
  ours,
  connect,
}) => {
  await connect('we offer', {
    page: { send: ['video'], receive: ['video'] },
    python: { send: [{ kind: 'video' }], receiveVideo: 1 },
  });
  await expectLivePictures(() => python.pictures());
  await ours.page.evaluate(() => {
    const { conn, codedMedia } = window as unknown as PeerWindow;
    conn.video.stopSubscription();
    conn.video.putSubscription(codedMedia.paint(320, 240));
  });
  await expect.poll(async () => (await python.pictures(1))[0]?.width).toBeLessThanOrEqual(320);
  await expectLivePictures(() => python.pictures());
  await expectLivePictures(() => ours.pictures());
  await python.resize(320, 240);
  await expect.poll(async () => (await ours.pictures(1))[0]?.width).toBe(320);
  await expectLivePictures(() => ours.pictures());
});

for (const role of ROLES) {
  test(`${role}: two videos each way are kept apart`, async ({ python, ours }) => {
    await python.open({
      send: [
        { kind: 'video', width: 640 },
        { kind: 'video', width: 320, height: 240 },
      ],
      receiveVideo: 2,
    });
    await ours.make();
    await ours.page.evaluate(() => {
      const { conn, codedMedia } = window as unknown as PeerWindow;
      const tracks: MediaStreamTrack[] = [];
      conn.video.offerToReceive(2);
      conn.video.onTrack(({ track }) => tracks.push(track));
      conn.video.addTrack(codedMedia.paint(640, 480));
      conn.video.addTrack(codedMedia.paint(160, 120));
      Object.assign(window, { tracks });
    });
    if (role === 'we offer') await ours.post();
    else await python.accept(await ours.describe(await python.describe()));
    await ours.ready();
    const widths = await ours.page.evaluate(async () => {
      const { tracks, codedMedia } = window as unknown as PeerWindow & {
        tracks: MediaStreamTrack[];
      };
      while (tracks.length < 2) await new Promise((resolve) => requestAnimationFrame(resolve));
      const widthOf = async (track: MediaStreamTrack) => {
        const video = document.body.appendChild(document.createElement('video'));
        Object.assign(video, { muted: true, autoplay: true, srcObject: new MediaStream([track]) });
        const [picture] = await codedMedia.pictures(video, 1);
        return picture!.width;
      };
      return Promise.all(tracks.map(widthOf));
    });
    // An answering aiortc fills the slots of a kind last track first.
    expect(widths).toEqual(role === 'we offer' ? [320, 640] : [640, 320]);
    await expectLivePictures(() => python.pictures(3, 0));
    const [second] = await python.pictures(1, 1);
    expect(second).toMatchObject({ width: 160, height: 120 });
  });
}

test('what is put after connecting is an error, as Python negotiates once', async ({
  python,
  ours,
  connect,
}) => {
  await connect('we offer', { python: { receiveVideo: 1 } });
  const error = await ours.page.evaluate(async () => {
    const { conn, codedMedia } = window as unknown as PeerWindow;
    try {
      conn.video.putSubscription(codedMedia.paint());
      return 'accepted';
    } catch (thrown) {
      return (thrown as Rtcbot.RtcError).code;
    }
  });
  expect(error).toBe('bad-state');
  await ours.put('still there');
  expect((await python.get())[0]?.value).toBe('still there');
});
