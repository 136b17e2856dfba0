import { expect, test } from './fixtures.js';

/** Types of events whose number and moment depend on the network stack alone. */
const IRREGULAR = ['progress', 'timeupdate', 'suspend', 'stalled', 'waiting'];

const EVENTS =
  `abort canplay canplaythrough durationchange emptied ended error loadeddata loadedmetadata
  loadstart pause play playing resize seeked seeking volumechange`.split(/\s+/);

const VALUES =
  `videoWidth videoHeight readyState networkState paused ended muted defaultMuted volume
  playbackRate defaultPlaybackRate preservesPitch duration seeking error loop controls preload poster
  crossOrigin width height disablePictureInPicture currentSrc src`.split(/\s+/);

for (const kind of ['video', 'audio'] as const) {
  test(`<rtc-${kind}> has every member of <${kind}>, of the same type`, async ({ open }) => {
    const page = await open(`<${kind}></${kind}><rtc-${kind}></rtc-${kind}>`);
    const missing = await page.evaluate((tag) => {
      type Members = Record<string, unknown>;
      const native = document.querySelector(tag) as unknown as Members;
      const ours = document.querySelector(`rtc-${tag}`) as unknown as Members;
      const names: string[] = [];
      for (const name in native) if (typeof ours[name] !== typeof native[name]) names.push(name);
      return names;
    }, kind);
    expect(missing).toEqual([]);
  });
}

test('shows the same values as <video> while it plays the same stream', async ({ open }) => {
  const page = await open('<video autoplay muted></video><rtc-video muted></rtc-video>');
  await page.evaluate(async () => {
    const [native, ours] = [document.querySelector('video')!, document.querySelector('rtc-video')!];
    native.srcObject = ours.srcObject = createSource().stream;
    await Promise.all([whenFrames(native, 2), whenFrames(ours, 2)]);
  });
  const compare = (names: string[]) => {
    const [native, ours] = [document.querySelector('video')!, document.querySelector('rtc-video')!];
    const values = (element: HTMLVideoElement) =>
      names.map((name) => `${name}: ${String(Reflect.get(element, name))}`);
    return {
      native: values(native),
      ours: values(ours),
      same: native.srcObject === ours.srcObject,
      timeGoesOn: ours.currentTime > 0 && ours.played.length > 0 && ours.buffered.length >= 0,
      box: [native, ours].map(({ offsetWidth, offsetHeight }) => [offsetWidth, offsetHeight]),
    };
  };
  // For a moment one may have a frame that the other still waits for.
  await expect(async () => {
    const both = await page.evaluate(compare, VALUES);
    expect(both.ours).toEqual(both.native);
    expect(both.same).toBe(true);
    expect(both.timeGoesOn).toBe(true);
    expect(both.box[1]).toEqual(both.box[0]);
  }).toPass({ timeout: 60_000 });
});

test('fires the same events as <video>, in the same order, without bubbling', async ({ open }) => {
  const page = await open('<div></div>');
  const both = await page.evaluate(async (types) => {
    const run = async (tag: 'video' | 'rtc-video') => {
      const video = document.createElement(tag as 'video');
      const bubbled = recordEvents(document.querySelector('div')!, types);
      document.querySelector('div')!.append(video);
      const seen = recordEvents(video, types);
      const heard = (type: string) =>
        new Promise((resolve) => video.addEventListener(type, resolve, { once: true }));
      const playing = heard('playing');
      video.muted = true;
      video.srcObject = createSource().stream;
      void video.play();
      await playing;
      for (const [type, act] of [
        ['pause', () => video.pause()],
        ['playing', () => void video.play()],
        ['volumechange', () => (video.volume = 0.5)],
        ['emptied', () => (video.srcObject = null)],
      ] as const) {
        const done = heard(type);
        act();
        await done;
      }
      return { seen, bubbled };
    };
    return { native: await run('video'), ours: await run('rtc-video') };
  }, EVENTS);
  expect(both.native.seen).toContain('loadedmetadata');
  expect(both.ours.seen.filter((type) => type !== 'resize')).toEqual(
    both.native.seen.filter((type) => type !== 'resize'),
  );
  expect(both.ours.bubbled).toEqual([]);
  expect(both.native.seen.some((type) => IRREGULAR.includes(type))).toBe(false);
});

test('events are of the native classes and fire on the element itself', async ({ open }) => {
  const page = await open('<rtc-video></rtc-video>');
  const event = await page.evaluate(async () => {
    const video = document.querySelector('rtc-video')!;
    const playing = new Promise<Event>((resolve) => (video.onplaying = resolve));
    video.srcObject = createSource().stream;
    const { type, target, bubbles, composed, isTrusted } = await playing;
    return { type, isOurs: target === video, bubbles, composed, isTrusted };
  });
  expect(event).toEqual({
    type: 'playing',
    isOurs: true,
    bubbles: false,
    composed: false,
    isTrusted: false,
  });
});

test('attributes and properties reflect each other as those of <video> do', async ({ open }) => {
  const page = await open('<video></video><rtc-video></rtc-video>');
  const both = await page.evaluate(() => {
    const attributes = {
      controls: '',
      loop: '',
      muted: '',
      preload: 'metadata',
      crossorigin: 'anonymous',
      poster: '/poster.png',
      width: '640',
      height: '50%',
      controlslist: 'nofullscreen nodownload',
      disablepictureinpicture: '',
      disableremoteplayback: '',
    };
    const properties = {
      controls: false,
      loop: false,
      defaultMuted: false,
      preload: 'none',
      crossOrigin: 'use-credentials',
      poster: 'other.png',
      width: 320,
      height: 240,
      controlsList: 'noremoteplayback',
      disablePictureInPicture: false,
      disableRemotePlayback: false,
    };
    const run = (element: Element) => {
      const state = () => [
        ...Object.keys(properties).map((name) => `${name}: ${String(Reflect.get(element, name))}`),
        ...Object.keys(attributes).map((name) => `${name}=${String(element.getAttribute(name))}`),
      ];
      const states = [state()];
      for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
      states.push(state());
      for (const [name, value] of Object.entries(properties)) Reflect.set(element, name, value);
      states.push(state());
      for (const name of Object.keys(attributes)) element.removeAttribute(name);
      states.push(state());
      return states;
    };
    return ['video', 'rtc-video'].map((tag) => run(document.querySelector(tag)!));
  });
  expect(both[1]).toEqual(both[0]);
});

test('the attribute muted is the state at the beginning, and the default after that', async ({
  open,
}) => {
  const page = await open('<video muted></video><rtc-video muted></rtc-video>');
  const both = await page.evaluate(() =>
    (['video', 'rtc-video'] as const).map((tag) => {
      const parsed = document.querySelector<HTMLVideoElement>(tag)!;
      const states = [parsed.muted, parsed.defaultMuted];
      parsed.muted = false;
      states.push(parsed.muted, parsed.defaultMuted, parsed.hasAttribute('muted'));
      parsed.removeAttribute('muted');
      parsed.setAttribute('muted', '');
      return [...states, parsed.muted, parsed.defaultMuted];
    }),
  );
  expect(both[0]).toEqual([true, true, false, true, true, false, true]);
  expect(both[1]).toEqual(both[0]);
});

test('methods do what those of <video> do', async ({ open }) => {
  const page = await open('<rtc-video muted></rtc-video>');
  const results = await page.evaluate(async () => {
    const video = document.querySelector('rtc-video')! as unknown as HTMLVideoElement & {
      captureStream(): MediaStream;
    };
    const frameCount = (one: HTMLVideoElement) => one.getVideoPlaybackQuality().totalVideoFrames;
    video.srcObject = createSource().stream;
    const metadata = await new Promise<VideoFrameCallbackMetadata>((resolve) =>
      video.requestVideoFrameCallback((_now, data) => {
        resolve(data);
      }),
    );
    let isCancelled = true;
    video.cancelVideoFrameCallback(
      video.requestVideoFrameCallback(() => {
        isCancelled = false;
      }),
    );
    await whenFrames(video, 3);
    video.pause();
    const paused = video.paused;
    const played = await video.play().then(() => 'played');
    const badSource = (() => {
      try {
        Reflect.set(video, 'srcObject', 'no stream');
        return 'taken';
      } catch (error) {
        return (error as Error).name;
      }
    })();
    return {
      width: metadata.width,
      isCancelled,
      paused,
      played,
      pausedAfterPlay: video.paused,
      // Firefox counts no frames of a stream.
      hasSameFrames: frameCount(video) === frameCount(video.shadowRoot!.querySelector('video')!),
      webm: video.canPlayType('video/webm'),
      captured: video.captureStream().getVideoTracks().length,
      constants: [video.HAVE_ENOUGH_DATA, video.NETWORK_IDLE],
      badSource,
    };
  });
  expect(results).toEqual({
    width: 320,
    isCancelled: true,
    paused: true,
    played: 'played',
    pausedAfterPlay: false,
    hasSameFrames: true,
    webm: 'maybe',
    captured: 1,
    constants: [4, 1],
    badSource: 'TypeError',
  });
});

test('takes up the room that <video> takes up', async ({ open }) => {
  const page = await open(
    `<style>.wide { width: 500px } .box { width: 200px; height: 200px }</style>`,
  );
  const sizes = await page.evaluate(async () => {
    const measure = async (tag: string, markup: string) => {
      document.body.innerHTML = `<${tag} muted ${markup}></${tag}>`;
      const video = document.body.firstElementChild as HTMLVideoElement;
      const size = () => `${video.offsetWidth} x ${video.offsetHeight}`;
      await (video as unknown as { updateComplete?: Promise<unknown> }).updateComplete;
      const empty = size();
      video.srcObject = createSource().stream;
      void video.play();
      await whenFrames(video, 2);
      return [empty, size()];
    };
    const cases = [
      '',
      'width=640',
      'width=100 height=300',
      'class=wide',
      'class="box" width=640',
      'width=x',
    ];
    const both = [];
    for (const markup of cases) {
      both.push({
        markup,
        native: await measure('video', markup),
        ours: await measure('rtc-video', markup),
      });
    }
    return both;
  });
  for (const { markup, native, ours } of sizes) expect(ours, markup).toEqual(native);
  expect(sizes[0]!.ours).toEqual(['300 x 150', '320 x 240']);
});
