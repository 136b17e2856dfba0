/** A robot's cameras by name: each element shows its own, whatever else comes and goes. */
import type { Page } from '@playwright/test';
import { expect, ROBOT, test } from './fixtures.js';
import { recordPeers } from './pages/recorded-peers.js';
import { camera } from './shared-viewers.js';

declare const peers: RTCPeerConnection[];
declare const seen: Record<string, string[]>;

const colour = (name: string) => ({ source: { script: camera(name) }, width: 320, height: 180 });
const cameras = { red: colour('red'), green: colour('green'), blue: colour('blue') };

/** Shows these elements, and keeps in `seen` which colours each one has shown, in order. */
async function show(page: Page, url: string, elements: string): Promise<void> {
  await page.addInitScript(recordPeers);
  await page.goto(`${url}/operator.html`);
  await page.evaluate(
    ([robot, html]) => {
      const colours = ['red', 'green', 'blue'];
      const nameOf = (video: HTMLVideoElement): string => {
        const context = new OffscreenCanvas(1, 1).getContext('2d')!;
        context.drawImage(video, 8, 8, 1, 1, 0, 0, 1, 1);
        const rgb = [...context.getImageData(0, 0, 1, 1).data.slice(0, 3)];
        return Math.max(...rgb) < 80 ? 'dark' : colours[rgb.indexOf(Math.max(...rgb))]!;
      };
      Object.assign(window, { seen: {} });
      document.querySelector('main')!.innerHTML = `<rtc-robot robot="${robot}">${html}</rtc-robot>`;
      for (const { id, video } of document.querySelectorAll('rtc-video')) {
        const list: string[] = (seen[id] = []);
        const look = (): void => {
          const name = nameOf(video);
          // A video whose link breaks may turn dark: that is no camera of ours.
          if (name !== 'dark' && list.at(-1) !== name) list.push(name);
          video.requestVideoFrameCallback(look);
        };
        video.requestVideoFrameCallback(look);
      }
    },
    [ROBOT, elements] as const,
  );
}

const colours = (page: Page) => page.evaluate(() => seen);

const status = (page: Page, id: string) =>
  page.locator(`rtc-video#${id}`).evaluate((element: HTMLElementTagNameMap['rtc-video']) => ({
    status: element.status,
    text: element.shadowRoot!.querySelector('[part=status]')!.textContent,
    states: ['live', 'waiting', 'stale'].filter((state) => element.matches(`:state(${state})`)),
  }));

test('each element shows the camera that it names, over links that heal, too', async ({
  page,
  relay,
  startRobot,
}) => {
  const robot = await startRobot({ cameras, microphone: 'none' });
  const sent = async () => (await robot.status()).operators[0]?.cameras;
  await show(
    page,
    relay.url,
    `<rtc-video id="plain"></rtc-video><rtc-video id="left" camera="green"></rtc-video>
     <rtc-video id="right" camera="blue"></rtc-video>`,
  );
  const own = { plain: ['red'], left: ['green'], right: ['blue'] };
  await expect.poll(() => colours(page)).toEqual(own);
  expect(await sent()).toEqual(['red', 'green', 'blue']);
  await page.evaluate(() => {
    for (const peer of peers.splice(0)) peer.close();
  });
  await expect.poll(() => page.evaluate(() => peers.length)).toBeGreaterThan(0);
  await expect.poll(sent).toEqual(['red', 'green', 'blue']);
  for (const id of ['plain', 'left', 'right']) {
    await expect.poll(() => status(page, id)).toMatchObject({ status: 'live', states: ['live'] });
  }
  expect(await colours(page)).toEqual(own);

  await page.locator('#left').evaluate((element) => {
    element.setAttribute('camera', 'blue');
  });
  await expect.poll(() => colours(page)).toEqual({ ...own, left: ['green', 'blue'] });
  await expect.poll(sent).toEqual(['red', 'blue']);
});

test('one camera alone is sent alone; one that is not there is told with what there is', async ({
  page,
  relay,
  startRobot,
}) => {
  const robot = await startRobot({ cameras, microphone: 'none' });
  const sent = async () => (await robot.status()).operators[0]?.cameras;
  await show(page, relay.url, '<rtc-video id="only" camera="blue"></rtc-video>');
  await expect.poll(async () => (await colours(page))['only']!.at(-1)).toBe('blue');
  expect(await sent()).toEqual(['blue']);
  const problem = page.locator('#only').evaluate(
    (element) =>
      new Promise((resolve) => {
        element.addEventListener('rtc-error', (event) => {
          resolve((event as CustomEvent<{ code: string }>).detail.code);
        });
        element.setAttribute('camera', 'roof');
      }),
  );
  expect(await problem).toBe('bad-argument');
  await expect
    .poll(() => status(page, 'only'))
    .toMatchObject({
      ...{ status: 'waiting', states: ['waiting'] },
      text: expect.stringContaining(
        'The robot has no camera "roof". Available: "red", "green", "blue".',
      ) as unknown as string,
    });
  await expect.poll(sent).toEqual(['red']); // as for everybody who asks for nothing
  const all = await page.evaluate(async () => {
    const { connection } = document.querySelector('rtc-robot')!;
    return (await connection!.cameras.get()).map(({ name, state }) => `${name} ${state}`);
  });
  expect(all).toEqual(['red live', 'green live', 'blue live']);
});

test('a camera is chosen in the bar, with the keyboard', async ({ page, relay, startRobot }) => {
  await startRobot({ cameras, microphone: 'none' });
  await show(page, relay.url, '<rtc-video id="only" controls="robot"></rtc-video>');
  const choice = page.getByRole('combobox', { name: 'Camera' });
  await expect(choice).toHaveValue('red');
  expect(await choice.locator('option').allTextContents()).toEqual(
    ['red', 'green', 'blue'].map((name) => expect.stringContaining(name) as unknown as string),
  );
  await choice.focus();
  await page.keyboard.press('b');
  await expect.poll(async () => (await colours(page))['only']!.at(-1)).toBe('blue');
  await expect(page.locator('#only')).toHaveJSProperty('camera', 'blue');
});
