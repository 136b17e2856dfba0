/**
 * `npm run bench -- frames`: what it costs to have each frame of a received video in hand, side by side with the
 * browser's own ways. Options: `--seconds <n>` per measurement, `--rounds <n>`, `--json`.
 */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createRelay } from '@rtcbot-web/relay';
import { chromium } from 'playwright';
import { findChromium } from '../../scripts/programs/find-chromium.mjs';
import { printTable } from './table.mjs';

const CAMERA = { width: 1280, height: 720, framesPerSec: 30 };
const WAYS = [
  'nobody',
  'video.frames',
  'MediaStreamTrackProcessor',
  'requestVideoFrameCallback + canvas',
];
/** What happens to the pixels on their way to the subscriber; see README.md. */
const COPIES = [0, 0, 0, 1];

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '5' },
    rounds: { type: 'string', default: '3' },
    json: { type: 'boolean', default: false },
  },
});

/** Opens the page in a context, and so a process, of its own. */
async function openPage(browser, url) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(url);
  return page;
}

/** Connects the camera of one page to the other, and waits until the picture has its full size. */
async function connect(source, target) {
  await source.evaluate((camera) => {
    globalThis.conn = new rtcbot.RTCConnection({ rtcConfiguration: { iceServers: [] } });
    globalThis.conn.video.putSubscription(globalThis.paintCamera(camera));
  }, CAMERA);
  await target.evaluate(() => {
    globalThis.conn = new rtcbot.RTCConnection({ rtcConfiguration: { iceServers: [] } });
    globalThis.conn.video.subscribe(() => undefined);
  });
  const offer = await target.evaluate(() => globalThis.conn.getLocalDescription());
  const answer = await source.evaluate((it) => globalThis.conn.getLocalDescription(it), offer);
  await target.evaluate((it) => globalThis.conn.setRemoteDescription(it), answer);
  await target.evaluate(() => globalThis.conn.onReady());
  const deadlineMs = Date.now() + 30_000;
  while ((await target.evaluate(() => globalThis.countFrames())).width !== CAMERA.width) {
    if (Date.now() > deadlineMs) throw new Error('The video does not reach its full size.');
  }
}

/** Frames and main-thread time of the receiving page while frames are taken in one way. */
async function measure({ source, target, metrics, way, seconds }) {
  await target.evaluate((it) => globalThis.startTaking(it), way);
  await target.waitForFunction((it) => it === 'nobody' || globalThis.delivered() > 5, way);
  const look = async () => ({
    timeMs: performance.now(),
    sent: (await source.evaluate(() => globalThis.countFrames())).sent,
    decoded: (await target.evaluate(() => globalThis.countFrames())).decoded,
    delivered: await target.evaluate(() => globalThis.delivered()),
    busySec: await metrics(),
  });
  const before = await look();
  await target.waitForTimeout(seconds * 1000); // the time over which is measured
  const after = await look();
  await target.evaluate(() => globalThis.stopTaking());
  const difference = (key) => after[key] - before[key];
  return {
    sentPerSec: (difference('sent') * 1000) / difference('timeMs'),
    decodedPerSec: (difference('decoded') * 1000) / difference('timeMs'),
    deliveredPerSec: (difference('delivered') * 1000) / difference('timeMs'),
    busyMsPerFrame: (difference('busySec') * 1000) / difference('decoded'),
  };
}

const median = (numbers) => numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

/** The median of each figure over the rounds, and what the way costs more than nobody. */
function summarise(rounds) {
  const figures = (way) =>
    Object.fromEntries(
      Object.keys(rounds[0][way]).map((key) => [key, median(rounds.map((one) => one[way][key]))]),
    );
  return WAYS.map((way, index) => {
    const all = figures(way);
    return {
      way,
      ...all,
      droppedPerSec: way === 'nobody' ? 0 : Math.max(0, all.decodedPerSec - all.deliveredPerSec),
      addedMsPerFrame: all.busyMsPerFrame - figures('nobody').busyMsPerFrame,
      copies: COPIES[index],
    };
  });
}

async function bench(browser, url) {
  const source = await openPage(browser, url);
  const target = await openPage(browser, url);
  await connect(source, target);
  const devtools = await target.context().newCDPSession(target);
  await devtools.send('Performance.enable');
  const metrics = async () => {
    const { metrics: all } = await devtools.send('Performance.getMetrics');
    return all.find(({ name }) => name === 'TaskDuration').value;
  };
  const rounds = [];
  for (let round = 0; round < Number(values.rounds); round++) {
    const results = {};
    for (const way of WAYS) {
      const seconds = Number(values.seconds);
      results[way] = await measure({ source, target, metrics, way, seconds });
    }
    rounds.push(results);
  }
  return summarise(rounds);
}

const relay = await createRelay({
  port: 0,
  staticDir: fileURLToPath(new URL('site', import.meta.url)),
  log: { info() {}, warn() {}, error() {} },
});
const browser = await chromium.launch({
  executablePath: findChromium(),
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
});
try {
  const results = await bench(browser, relay.url);
  if (values.json) console.log(JSON.stringify({ bench: 'frames', camera: CAMERA, results }));
  else printTable(results);
} finally {
  await browser.close();
  await relay.close();
}
