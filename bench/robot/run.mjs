/**
 * `npm run bench -- robot`: what a robot costs with 0, 1, 2, 4 and 8 operators, how long a message takes to its program
 * and back next to a raw data channel (one of each in turn), and how soon a waiting operator sees its first frame.
 * Options: `--operators 0,1,2`, `--seconds <n>`, `--messages <n>`, `--json`.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { Robot } from '@rtcbot-web/robot';
import { chromium } from 'playwright';
import { findChromium } from '../../scripts/programs/find-chromium.mjs';
import { quantile } from '../figures.mjs';

const WARM_UP_MS = 3_000;
const quiet = { info: () => undefined, warn: console.warn, error: console.error };

const { values } = parseArgs({
  options: {
    operators: { type: 'string', default: '0,1,2,4,8' },
    seconds: { type: 'string', default: '8' },
    messages: { type: 'string', default: '300' },
    json: { type: 'boolean', default: false },
  },
});

const WORDS = {
  program: 'to the program and back',
  there: '  to the program',
  back: '  back',
  raw: 'raw data channel',
};

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

function makeRobot(relay) {
  const camera = { source: 'test', width: 640, height: 480, frameRate: 30 };
  const robot = new Robot({ relay, robot: 'bench', camera, log: quiet });
  robot.subscribe((message, operator) => {
    operator.put_nowait({ ...message, atMs: performance.timeOrigin + performance.now() });
  });
  return robot;
}

async function openOperator(browser, relay) {
  const page = await browser.newPage();
  await page.goto(relay);
  return page;
}

/** From `robot.start()` to the first frame in a page that has been waiting for the robot. */
async function measureStart(browser, relay) {
  const page = await openOperator(browser, relay);
  const watching = page.evaluate(() => globalThis.watch('bench'));
  await wait(500);
  const startMs = Date.now();
  const robot = makeRobot(relay);
  await robot.start();
  const startedMs = Date.now();
  await watching;
  const firstFrameAtMs = await page.evaluate(() => globalThis.firstFrameAtMs);
  return {
    robot,
    page,
    start: { startMs: startedMs - startMs, frameMs: firstFrameAtMs - startMs },
  };
}

async function measureTrips(page) {
  await wait(WARM_UP_MS);
  const trips = await page.evaluate((n) => globalThis.roundTrips(n), Number(values.messages));
  const summary = (key) => {
    const times = trips.map((trip) => trip[key]);
    return { p50Ms: quantile(times, 0.5), p95Ms: quantile(times, 0.95) };
  };
  const [program, there, back, raw] = ['programMs', 'thereMs', 'backMs', 'rawMs'].map(summary);
  return { program, there, back, raw, ratioToRaw: program.p50Ms / raw.p50Ms };
}

async function measureLoad(robot, operators) {
  await wait(WARM_UP_MS);
  const before = await robot.status();
  const [startMs, hostBefore] = [performance.now(), process.cpuUsage()];
  await wait(Number(values.seconds) * 1_000);
  const after = await robot.status();
  const seconds = (performance.now() - startMs) / 1_000;
  const host = process.cpuUsage(hostBefore);
  const rates = after.encoders.map(({ framesPerSecond }) => framesPerSecond);
  return {
    operators,
    chromiumCpuPercent: ((after.chromium.cpuSeconds - before.chromium.cpuSeconds) / seconds) * 100,
    hostCpuPercent: ((host.user + host.system) / 1e6 / seconds) * 100,
    chromiumMiB: after.chromium.memoryMiB,
    hostMiB: process.memoryUsage.rss() / 1024 / 1024,
    framesPerSecond: rates.length > 0 ? Math.min(...rates) : 0,
    encoder: after.encoders[0]?.implementation ?? '-',
  };
}

async function bench(browser, relay) {
  const { robot, page, start } = await measureStart(browser, relay);
  try {
    const trips = await measureTrips(page);
    await page.close();
    const pages = [];
    const loads = [];
    for (const operators of values.operators.split(',').filter(Boolean).map(Number)) {
      while (pages.length < operators) {
        const next = await openOperator(browser, relay);
        await next.evaluate(() => globalThis.watch('bench'));
        pages.push(next);
      }
      loads.push(await measureLoad(robot, operators));
    }
    return { start, trips, loads };
  } finally {
    await robot.close();
  }
}

function print({ start, trips, loads }) {
  console.log(`robot.start() resolves after      ${start.startMs} ms`);
  console.log(`first frame at a waiting operator ${start.frameMs} ms`);
  const { ratioToRaw, ...paths } = trips;
  for (const [path, { p50Ms, p95Ms }] of Object.entries(paths)) {
    console.log(`${WORDS[path].padEnd(33)} p50 ${p50Ms.toFixed(1)} ms, p95 ${p95Ms.toFixed(1)} ms`);
  }
  console.log(`to the program and back / raw     ${ratioToRaw.toFixed(2)} (of the p50)`);
  console.log('operators  Chromium CPU  host CPU  Chromium MiB  host MiB  frames/s  encoder');
  for (const load of loads) {
    const cells = [
      String(load.operators).padEnd(9),
      `${load.chromiumCpuPercent.toFixed(0)} %`.padEnd(12),
      `${load.hostCpuPercent.toFixed(0)} %`.padEnd(8),
      load.chromiumMiB.toFixed(0).padEnd(12),
      load.hostMiB.toFixed(0).padEnd(8),
      load.framesPerSecond.toFixed(0).padEnd(8),
      load.encoder,
    ];
    console.log(cells.join('  '));
  }
}

const relay = fork(new URL('relay.mjs', import.meta.url));
const [relayUrl] = await once(relay, 'message');
const browser = await chromium.launch({
  executablePath: findChromium(),
  args: [
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    '--disable-backgrounding-occluded-windows',
    '--disable-renderer-backgrounding',
    '--disable-background-timer-throttling',
  ],
});
try {
  const results = await bench(browser, relayUrl);
  if (values.json) console.log(JSON.stringify({ bench: 'robot', ...results }));
  else print(results);
} finally {
  await browser.close();
  relay.kill();
}
