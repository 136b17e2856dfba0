import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { build } from 'esbuild';
import { expect, HEAD, test } from './fixtures.js';

const entry = (name: string) => fileURLToPath(new URL(`../dist/${name}.js`, import.meta.url));

/** What a user's bundler makes of a module that imports one of our entries, without any settings. */
async function bundled(name: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [entry(name)],
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'components',
    logLevel: 'silent',
  });
  return outputFiles[0]!.text;
}

interface Manifest {
  readonly modules: readonly { readonly declarations: readonly { readonly tagName?: string }[] }[];
}

const MANIFEST = new URL('../custom-elements.json', import.meta.url);

/** Of every element that there is. */
const TAGS = (JSON.parse(readFileSync(MANIFEST, 'utf8')) as Manifest).modules.flatMap(
  ({ declarations }) => declarations.flatMap(({ tagName }) => tagName ?? []),
);

const registeredIn = (page: Page) =>
  page.evaluate((tags) => tags.filter((tag) => customElements.get(tag)), TAGS);

test('importing the classes registers nothing, importing define registers all', async ({
  open,
}) => {
  const page = await open('', '');
  await page.addScriptTag({ content: await bundled('index') });
  expect(await registeredIn(page)).toEqual([]);
  await page.addScriptTag({ content: await bundled('define') });
  expect(await registeredIn(page)).toEqual(TAGS);
});

test('one script holds every element and the whole SDK', async ({ page, open }) => {
  await open('<rtc-stop></rtc-stop>', '<script src="/rtcbot-components.js"></script>');
  expect(await registeredIn(page)).toEqual(TAGS);
  const names = await page.evaluate(() => Object.keys(rtcbot));
  expect(names).toEqual(expect.arrayContaining(Object.keys(await import('@rtcbot-web/sdk'))));
  await page.addScriptTag({ content: await bundled('index') });
  const classes = await page.evaluate(() =>
    Object.keys((window as unknown as { components: object }).components),
  );
  expect(classes).toContain('RtcStop');
  expect(names).toEqual(expect.arrayContaining(classes));
  const members = await page.evaluate(() => {
    const conn = new rtcbot.Relay(location.href).connect('rover-1');
    const { commands, telemetry, liveness, control, video } = conn;
    video.frames.subscribe(() => undefined);
    void conn.close();
    return [typeof commands, typeof telemetry, liveness, control.mine, typeof conn.getStats];
  });
  expect(members).toEqual(['object', 'object', 'lost', false, 'function']);
  const loaded = await page.evaluate(() =>
    performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname),
  );
  expect(loaded.filter((path) => path.endsWith('.js'))).toEqual(['/rtcbot-components.js']);
});

test('the script can be loaded twice', async ({ open }) => {
  const page = await open('<rtc-video></rtc-video>', HEAD + HEAD);
  const result = await page.evaluate(() => ({
    isInUse: document.querySelector('rtc-video') instanceof rtcbot.RtcVideo,
    isSdkThere: typeof rtcbot.RTCConnection,
  }));
  expect(result).toEqual({ isInUse: true, isSdkThere: 'function' });
});

for (const order of ['before', 'after'] as const) {
  test(`the SDK's own script can be loaded ${order} it, and both are there`, async ({ open }) => {
    const sdk = fileURLToPath(new URL('../../sdk/dist/rtcbot.min.js', import.meta.url));
    const page = await open('', order === 'after' ? HEAD : '');
    await page.addScriptTag({ path: sdk });
    if (order === 'before') await page.addScriptTag({ url: '/rtcbot-components.js' });
    const kinds = await page.evaluate(() => {
      const { RtcVideo, Relay, Keyboard } = rtcbot as unknown as Record<string, unknown>;
      return [typeof RtcVideo, typeof Relay, typeof Keyboard];
    });
    expect(kinds).toEqual(['function', 'function', 'function']);
  });
}

test('names that are taken are left alone', async ({ open }) => {
  const theirs = `<script>customElements.define('rtc-video', class extends HTMLElement {})</script>`;
  const page = await open('<rtc-video></rtc-video>', theirs + HEAD);
  const kinds = await page.evaluate(() => ({
    video: 'srcObject' in document.querySelector('rtc-video')!,
    audio: 'srcObject' in document.createElement('rtc-audio'),
  }));
  expect(kinds).toEqual({ video: false, audio: true });
});

test('what was set before the elements are defined is kept', async ({ open, site }) => {
  const page = await open(
    `<rtc-robot><rtc-video muted></rtc-video></rtc-robot>
    <script>
      const video = document.querySelector('rtc-video');
      Object.assign(video, { volume: 0.25, controls: true, staleAfterMs: 400, autoplay: false });
      video.srcObject = createSource().stream;
      Object.assign(document.querySelector('rtc-robot'), { robot: 'a', relay: '/b', token: () => 'c' });
      document.querySelector('rtc-robot').connection = undefined;
      Object.assign(document.querySelector('rtc-robot'), { robot: null });
    </script>`,
    '<script src="/source.js"></script>',
  );
  await page.addScriptTag({ url: `${site.url}rtcbot-components.js` });
  const kept = await page.evaluate(async () => {
    const video = document.querySelector('rtc-video')!;
    const robot = document.querySelector('rtc-robot')!;
    await video.updateComplete;
    return {
      volume: video.volume,
      hasControls: video.hasAttribute('controls'),
      staleAfterMs: video.staleAfterMs,
      autoplay: video.autoplay,
      hasStream: video.srcObject instanceof MediaStream,
      muted: video.muted,
      robot: [robot.robot, robot.relay, typeof robot.token],
      own: Object.keys(video).filter((name) => name in HTMLVideoElement.prototype),
    };
  });
  expect(kept).toEqual({
    volume: 0.25,
    hasControls: true,
    staleAfterMs: 400,
    autoplay: false,
    hasStream: true,
    muted: true,
    robot: [null, '/b', 'function'],
    own: [],
  });
});

test('elements that are in the page from the beginning keep what was set on them', async ({
  open,
}) => {
  const page = await open(
    `<rtc-joystick max-linear-meters-per-sec="0.3"></rtc-joystick>
     <script>Object.assign(document.querySelector('rtc-joystick'), { expo: 0.5, disabled: true });</script>`,
  );
  await expect(page.locator('rtc-joystick:state(disabled)')).toBeVisible();
  const kept = await page.evaluate(() => {
    const { expo, disabled, maxLinearMetersPerSec } = document.querySelector('rtc-joystick')!;
    return { expo, disabled, maxLinearMetersPerSec };
  });
  expect(kept).toEqual({ expo: 0.5, disabled: true, maxLinearMetersPerSec: 0.3 });
});

test('it works under a content security policy for the same origin alone', async ({ open }) => {
  const policy = `<meta http-equiv="Content-Security-Policy" content="script-src 'self'">`;
  const page = await open('<rtc-stop></rtc-stop>', policy + HEAD);
  await expect(page.getByRole('button', { name: 'Emergency stop' })).toBeVisible();
});

test('bad attribute values of elements that drive warn once each and fall back', async ({
  page,
  open,
}) => {
  const warnings: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'warning') warnings.push(message.text());
  });
  const bad = `<rtc-joystick deadzone="much" max-linear-meters-per-sec="-1"></rtc-joystick>
    <rtc-gamepad mapping="left stick" expo="2"></rtc-gamepad>`;
  await open(bad + bad);
  await expect(page.locator('rtc-gamepad:state(disconnected)')).toHaveCount(2);
  const values = await page.evaluate(() => {
    const { deadzone, maxLinearMetersPerSec } = document.querySelector('rtc-joystick')!;
    const { mapping, expo } = document.querySelector('rtc-gamepad')!;
    return { deadzone, maxLinearMetersPerSec, mapping, expo };
  });
  expect(values).toEqual({ deadzone: 0.08, mapping: '', expo: 0 });
  expect(warnings.filter((text) => text.startsWith('RTCBot:'))).toHaveLength(4);
});

test('bad attribute values warn once each and fall back', async ({ page, open }) => {
  const warnings: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'warning') warnings.push(message.text());
  });
  const bad =
    '<rtc-video autoplay="off" stale-after-ms="soon" latency="none" width="wide"></rtc-video>';
  await open(bad + bad);
  const values = await page.evaluate(() =>
    [...document.querySelectorAll('rtc-video')].map((video) => [
      video.autoplay,
      video.staleAfterMs,
      video.latency,
      video.offsetWidth,
    ]),
  );
  expect(values).toEqual([
    [true, 1000, 'low', 300],
    [true, 1000, 'low', 300],
  ]);
  expect(warnings.filter((text) => text.startsWith('RTCBot:'))).toHaveLength(4);
});

test('elements that were never in the page do no harm', async ({ open }) => {
  const page = await open();
  const state = await page.evaluate(() => {
    const video = document.createElement('rtc-video');
    video.setAttribute('robot', 'rover-1');
    video.muted = true;
    video.width = 100;
    return [video.connection === undefined, video.status, video.paused];
  });
  expect(state).toEqual([true, 'idle', true]);
});
