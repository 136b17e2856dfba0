import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.js';

/** Connects the `<rtc-robot>` of the page to a robot in the same page that sends a green picture. */
const connectRobot = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    const [operator, robot] = await createConnections();
    const element = document.querySelector('rtc-robot')!;
    robot.video.putSubscription(createSource('#00c000').stream);
    Object.assign(window, { element, operator, robot });
    element.connection = operator;
    await connectDirectly(operator, robot);
    await Promise.all(
      [...document.querySelectorAll('rtc-video')].map((v) => whenStatus(v, 'live')),
    );
  });

interface Connected {
  readonly element: HTMLElementTagNameMap['rtc-robot'];
  readonly operator: InstanceType<typeof rtcbot.RTCConnection>;
  readonly robot: InstanceType<typeof rtcbot.RTCConnection>;
}

test('<rtc-robot> hands its connection to all inside, and reports on it', async ({ open }) => {
  const page = await open(`<rtc-robot><rtc-video id="a" muted></rtc-video>
    <p><rtc-video id="b" muted></rtc-video></p></rtc-robot>`);
  await page.evaluate(() => {
    const types = ['rtc-connection', 'rtc-connection-state-change', 'rtc-error'];
    Object.assign(window, { seen: recordEvents(document.querySelector('rtc-robot')!, types) });
  });
  await connectRobot(page);
  const result = await page.evaluate(() => {
    const { element, operator, seen } = window as unknown as Connected & { seen: string[] };
    const videos = [...document.querySelectorAll('rtc-video')];
    return {
      seen,
      same: videos.map((video) => video.connection === operator),
      colours: videos.map(colourOf),
      state: element.connectionState,
      isLive: element.matches(':state(live)'),
      online: element.robotOnline,
    };
  });
  expect(result).toMatchObject({
    seen: ['rtc-connection', 'rtc-connection-state-change', 'rtc-connection-state-change'],
    same: [true, true],
    state: 'connected',
    isLive: true,
    online: undefined,
  });
  for (const [red = 255, green = 0, blue = 255] of result.colours) {
    expect(green).toBeGreaterThan(150);
    expect(Math.max(red, blue)).toBeLessThan(60);
  }
});

test('<rtc-robot> sends and receives messages, over whichever connection', async ({ open }) => {
  const page = await open('<rtc-robot></rtc-robot>');
  const result = await page.evaluate(async () => {
    const element = document.querySelector('rtc-robot')!;
    const errors: unknown[] = [];
    try {
      element.put_nowait('too early');
    } catch (error) {
      errors.push(Reflect.get(error as Error, 'code'));
    }
    const events: unknown[] = [];
    element.addEventListener('rtc-message', ({ detail }) => events.push(detail));
    const subscription = element.subscribe();
    const { put_nowait } = element; // bound, as in RTCBot
    const received: unknown[] = [];
    for (const name of ['first', 'second']) {
      const [operator, robot] = await createConnections();
      element.connection = operator;
      const atRobot = robot.subscribe();
      await connectDirectly(operator, robot);
      robot.put_nowait({ from: name });
      put_nowait({ to: name });
      received.push(await subscription.get(), await atRobot.get());
    }
    return { events, received, errors };
  });
  expect(result.received).toEqual([
    { from: 'first' },
    { to: 'first' },
    { from: 'second' },
    { to: 'second' },
  ]);
  expect(result.events).toEqual([{ from: 'first' }, { from: 'second' }]);
  expect(result.errors).toEqual(['bad-state']);
});

test('a connection that is closed says so over the last picture', async ({ open }) => {
  const page = await open('<rtc-robot><rtc-video muted></rtc-video></rtc-robot>');
  await connectRobot(page);
  await page.evaluate(() => (window as unknown as Connected).robot.close());
  const video = page.locator('rtc-video');
  await expect(video.getByRole('status')).toHaveText('Disconnected');
  await expect(video.locator('css=[part=badge]')).toHaveText(/^Not live: last picture \d+ s ago$/);
});

test('moving elements within the page cuts nothing', async ({ open }) => {
  const page = await open(
    '<div></div><main><rtc-robot><rtc-video muted></rtc-video></rtc-robot></main>',
  );
  await connectRobot(page);
  const result = await page.evaluate(async () => {
    const { element, operator } = window as unknown as Connected;
    const video = document.querySelector('rtc-video')!;
    const stream = video.srcObject;
    const cuts = recordEvents(video, ['pause', 'emptied', 'rtc-status-change', 'rtc-error']);
    const changes = recordEvents(element, ['rtc-connection', 'rtc-connection-state-change']);
    const timeBefore = video.currentTime;
    document.querySelector('div')!.append(element); // both
    await whenFrames(video, 2);
    element.prepend(document.createElement('p'));
    element.querySelector('p')!.append(video); // the video alone
    await whenFrames(video, 2);
    video.remove(); // in two steps, as frameworks do
    element.append(video);
    element.remove();
    document.querySelector('main')!.append(element);
    await whenFrames(video, 2);
    return {
      cuts,
      changes,
      isSameStream: video.srcObject === stream,
      isSame: video.connection === operator && element.connection === operator,
      timeGoesOn: video.currentTime > timeBefore,
    };
  });
  expect(result).toEqual({
    cuts: [],
    changes: [],
    isSameStream: true,
    isSame: true,
    timeGoesOn: true,
  });
});

test('a video that leaves its <rtc-robot> leaves the connection, and finds it again', async ({
  open,
}) => {
  const page = await open('<rtc-robot><rtc-video muted></rtc-video></rtc-robot>');
  await connectRobot(page);
  const states = await page.evaluate(async () => {
    const { element, operator } = window as unknown as Connected;
    const video = document.querySelector('rtc-video')!;
    const state = () => [video.connection === operator, video.srcObject !== null, video.status];
    document.body.append(video);
    await video.updateComplete;
    const outside = state();
    element.append(video);
    await whenStatus(video, 'live');
    const inside = state();
    video.remove();
    await Promise.resolve();
    return { outside, inside, removed: state(), isOpen: !operator.closed };
  });
  expect(states).toEqual({
    outside: [false, false, 'idle'],
    inside: [true, true, 'live'],
    removed: [false, false, 'idle'],
    isOpen: true,
  });
});

test('srcObject comes before the connection, and null goes back to it', async ({ open }) => {
  const page = await open('<rtc-robot><rtc-video muted></rtc-video></rtc-robot>');
  await connectRobot(page);
  const colours = await page.evaluate(async () => {
    const video = document.querySelector('rtc-video')!;
    const robotStream = video.srcObject;
    video.srcObject = createSource('#0000c0').stream;
    await whenFrames(video, 2);
    const own = colourOf(video);
    video.srcObject = null;
    await whenFrames(video, 2);
    return { own, isBack: video.srcObject === robotStream };
  });
  expect(colours).toEqual({ own: [0, 0, 192], isBack: true });
});

test('elements with the same relay and robot share one connection, whatever their tokens', async ({
  open,
}) => {
  const page = await open();
  const result = await page.evaluate(async () => {
    // Port 9 is refused: there is no relay, and the connections go on trying.
    const video = (attributes: string): string =>
      `<rtc-video relay="http://127.0.0.1:9" ${attributes}></rtc-video>`;
    document.body.innerHTML = `
      <rtc-robot relay="http://127.0.0.1:9/" robot="rover-1" token="t"></rtc-robot>
      ${video('robot="rover-1" token="t"')} ${video('robot="rover-1" token="u"')} ${video('robot="rover-2" token="t"')}`;
    const elements = [...document.querySelectorAll('rtc-robot, rtc-video')] as {
      connection?: InstanceType<typeof rtcbot.RTCConnection>;
    }[];
    await document.querySelector('rtc-video')!.updateComplete;
    const [robot, same, otherToken, otherRobot] = elements.map(({ connection }) => connection!);
    document.querySelector('rtc-robot')!.remove();
    await passed(300);
    const isKept = !same!.closed;
    document.querySelector('rtc-video')!.remove();
    document.querySelector('rtc-video')!.remove();
    await same!.onClose();
    return {
      isShared: robot === same && robot === otherToken,
      isOther: robot !== otherRobot,
      isKept,
      isOtherOpen: !otherRobot!.closed,
    };
  });
  expect(result).toEqual({ isShared: true, isOther: true, isKept: true, isOtherOpen: true });
});

test('a token that is another one with each render connects nothing anew', async ({ open }) => {
  const page = await open();
  const result = await page.evaluate(async () => {
    document.body.innerHTML = `<rtc-robot relay="http://127.0.0.1:9" robot="rover-1"></rtc-robot>
      <rtc-video relay="http://127.0.0.1:9" robot="rover-1"></rtc-video>`;
    const element = document.querySelector('rtc-robot')!;
    const video = document.querySelector('rtc-video')!;
    const asked: string[] = [];
    const connections = new Set<unknown>();
    const sockets: string[] = [];
    window.WebSocket = class extends WebSocket {
      constructor(...given: ConstructorParameters<typeof WebSocket>) {
        super(...given);
        sockets.push(String(given[0]));
      }
    };
    for (let render = 0; render < 20; render++) {
      element.token = () => (asked.push(`robot ${render}`), 'token');
      video.token = () => (asked.push(`video ${render}`), 'token');
      await Promise.all([element.updateComplete, video.updateComplete]);
      connections.add(element.connection).add(video.connection);
      await passed(100);
    }
    return {
      connections: connections.size,
      sockets: sockets.length,
      asked,
      closed: element.connection!.closed,
    };
  });
  expect(result).toMatchObject({ connections: 1, closed: false });
  // What is asked is the token that was set last, at each try to reach the relay.
  expect(result.sockets).toBeLessThan(10);
  expect(result.asked.length).toBeLessThan(10);
  expect(result.asked.slice(1).every((name) => name.startsWith('video'))).toBe(true);
});

/** Collects the codes of all `rtc-error` from before the elements are parsed; capturing, as they do not bubble. */
const COLLECT = `<script>
  window.codes = [];
  document.addEventListener('rtc-error', ({ detail }) => codes.push(detail.code), true);
</script>`;
const codes = (): string[] => (window as unknown as { codes: string[] }).codes;

test('an unreachable relay is told, once, while it is tried again', async ({ open }) => {
  const page = await open(
    `${COLLECT}<rtc-video relay="http://127.0.0.1:9" robot="rover-1"></rtc-video>`,
  );
  const status = page.locator('rtc-video').getByRole('status');
  await expect(status).toContainText('Connecting to rover-1');
  await expect(status).toContainText('127.0.0.1:9');
  await expect(page.locator('rtc-video:state(connecting)')).toBeVisible();
  await page.evaluate(() => passed(1500)); // several attempts
  expect(await page.evaluate(codes)).toEqual(['relay-unreachable']);
});

test('a relay address that is not a URL is told, and nothing is thrown', async ({ open }) => {
  const page = await open(`${COLLECT}<rtc-video relay="ftp://relay" robot="rover-1"></rtc-video>`);
  const video = page.locator('rtc-video');
  await expect(video.getByRole('status')).toContainText("There is no relay at 'ftp://relay/'");
  await expect(page.locator('rtc-video:state(failed)')).toBeVisible();
  expect(await page.evaluate(codes)).toEqual(['bad-argument']);
  await page.evaluate(() => {
    document.querySelector('rtc-video')!.removeAttribute('robot');
  });
  await expect(video).toHaveJSProperty('status', 'idle');
});
