/**
 * `npm run bench -- viewers`: what a robot costs with 1, 2, 4, 8 and 16 viewers that share an encoder, and that have one each
 * (H.264 both, and the browsers' own choice), in turn on one machine. Options: `--viewers 1,2`, `--seconds <n>`, `--rounds <n>`,
 * `--quick`, `--json`.
 */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createRelay } from '@rtcbot-web/relay';
import { Robot } from '@rtcbot-web/robot';
import { chromium } from 'playwright';
import { findChromium } from '../../scripts/programs/find-chromium.mjs';

const WARM_UP_MS = 4_000;
const QUICK = { viewers: '1,8', seconds: '4', rounds: '1' };
const THOROUGH = { viewers: '1,2,4,8,16', seconds: '8', rounds: '2' };

/** Ways to encode; each robot is one of them. */
const WAYS = {
  shared: { encoding: 'shared' },
  each: { encoding: 'each' },
  'each, H.264': { encoding: 'each', codecs: ['H264'] },
};

const quiet = { info: () => undefined, warn: () => undefined, error: console.error };
const { values } = parseArgs({
  options: {
    viewers: { type: 'string' },
    seconds: { type: 'string' },
    rounds: { type: 'string' },
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});
const options = { ...(values.quick ? QUICK : THOROUGH), ...values };
const counts = options.viewers.split(',').map(Number);

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const sum = (numbers) => numbers.reduce((total, one) => total + one, 0);
const median = (numbers) =>
  [...numbers].sort((a, b) => a - b)[Math.floor((numbers.length - 1) / 2)];

/** CPU of the robot's Chromium, and what its viewers get, over some seconds. */
async function measure({ robot, page }) {
  const before = await robot.status();
  const startMs = performance.now();
  const seenBefore = await page.evaluate(() => globalThis.readViewers());
  await wait(Number(options.seconds) * 1_000);
  const seen = await page.evaluate(() => globalThis.readViewers());
  const after = await robot.status();
  const seconds = (performance.now() - startMs) / 1_000;
  return {
    cpuPercent: ((after.chromium.cpuSeconds - before.chromium.cpuSeconds) / seconds) * 100,
    memoryMiB: after.chromium.memoryMiB,
    framesPerSec: Math.min(...seen.map((one) => one.framesPerSec)),
    freezes: sum(seen.map((one) => one.freezes)) - sum(seenBefore.map((one) => one.freezes)),
    fullSize: seen.filter(({ height }) => height === 480).length,
    encoders: after.encoders.length,
  };
}

/** One robot after the other, so that all have the same machine. */
async function bench(browser, relay) {
  const results = [];
  for (let round = 0; round < Number(options.rounds); round++) {
    for (const way of Object.keys(WAYS)) results.push(...(await benchWay(browser, relay, way)));
  }
  return results;
}

/** A robot with more and more viewers. */
async function benchWay(browser, relay, way) {
  const camera = { source: 'test', width: 640, height: 480, frameRate: 30 };
  const robot = new Robot({
    ...{ relay, robot: 'bench', camera, microphone: 'none', log: quiet },
    ...WAYS[way],
  });
  await robot.start();
  const page = await browser.newPage();
  await page.goto(relay);
  const results = [];
  try {
    let there = 0;
    for (const viewers of counts) {
      for (; there < viewers; there++) {
        await page.evaluate(() => globalThis.addViewer('bench'));
      }
      await wait(WARM_UP_MS);
      results.push({ way, viewers, ...(await measure({ robot, page })) });
    }
    await page.evaluate(() => globalThis.removeViewers());
    return results;
  } finally {
    await page.close();
    await robot.close();
  }
}

/** Medians of the rounds. */
function summarise(results) {
  return Object.keys(WAYS).flatMap((way) =>
    counts.map((viewers) => {
      const rounds = results.filter((one) => one.way === way && one.viewers === viewers);
      const of = (key) => median(rounds.map((one) => one[key]));
      const keys = ['cpuPercent', 'memoryMiB', 'framesPerSec', 'freezes', 'fullSize', 'encoders'];
      return { way, viewers, ...Object.fromEntries(keys.map((key) => [key, of(key)])) };
    }),
  );
}

/** The goals: what many cost, as parts of what one costs and of an encoder each. */
function ratios(loads) {
  const cpu = (way, viewers) =>
    loads.find((one) => one.way === way && one.viewers === viewers)?.cpuPercent;
  const [one, many] = [counts[0], counts.includes(8) ? 8 : counts.at(-1)];
  return {
    [`shared ${many} / shared ${one}`]: cpu('shared', many) / cpu('shared', one),
    [`shared ${many} / each ${many}`]: cpu('shared', many) / cpu('each', many),
    [`shared ${many} / each, H.264 ${many}`]: cpu('shared', many) / cpu('each, H.264', many),
    [`shared ${one} / each ${one}`]: cpu('shared', one) / cpu('each', one),
    [`shared ${one} / each, H.264 ${one}`]: cpu('shared', one) / cpu('each, H.264', one),
  };
}

function print(loads) {
  console.log('encoders     viewers  CPU    MiB  frames/s  freezes  full size  encoders');
  for (const load of loads) {
    const cells = [
      load.way.padEnd(11),
      String(load.viewers).padEnd(7),
      `${load.cpuPercent.toFixed(0)} %`.padEnd(5),
      load.memoryMiB.toFixed(0).padEnd(3),
      load.framesPerSec.toFixed(0).padEnd(8),
      String(load.freezes).padEnd(7),
      String(load.fullSize).padEnd(9),
      load.encoders,
    ];
    console.log(cells.join('  '));
  }
  for (const [name, ratio] of Object.entries(ratios(loads))) {
    console.log(`${name.padEnd(30)} ${ratio.toFixed(2)}`);
  }
}

const relay = await createRelay({
  port: 0,
  staticDir: fileURLToPath(new URL('site', import.meta.url)),
  log: { info() {}, warn() {}, error() {} },
});
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
  const loads = summarise(await bench(browser, relay.url));
  if (values.json) console.log(JSON.stringify({ bench: 'viewers', loads, ratios: ratios(loads) }));
  else print(loads);
} finally {
  await browser.close();
  await relay.close();
}
