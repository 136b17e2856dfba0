/**
 * `npm run bench -- latency`: how old a picture is when its pixels can be read in a viewer's page: over raw WebRTC, PeerJS,
 * and ours with the robot's Node host, in turn. Options: `--frames <n>` a turn, `--rounds <n>`, `--quick`, `--json`.
 */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { printColumns, rotated, summarise } from '../figures.mjs';
import { withPeers } from '../peers/peers.mjs';

const SIZES = [
  { width: 640, height: 480 },
  { width: 1280, height: 720 },
];
const CLOCK = fileURLToPath(new URL('../peers/site/clock.mjs', import.meta.url));
/** Until bit rate and buffers have settled. */
const WARM_UP_FRAMES = 90;
const WAYS = [
  { name: 'raw', page: 'raw' },
  { name: 'raw, jitterBufferTarget 0', page: 'raw', query: { jitterBufferTarget: 0 } },
  { name: 'PeerJS', page: 'peerjs' },
  { name: 'ours, Node host', page: 'ours', query: { robot: 'host' } },
];

const { values } = parseArgs({
  options: {
    frames: { type: 'string' },
    rounds: { type: 'string' },
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});
const frames = Number(values.frames ?? (values.quick ? 60 : 150));
const rounds = Number(values.rounds ?? (values.quick ? 2 : 6));

const measureTurn = (peers, way, robot) =>
  peers.watch(way, robot, async (viewer) => {
    const measureAges = (count) => viewer.evaluate((n) => globalThis.measureAges(n), count);
    await viewer.evaluate(() => globalThis.firstFrame);
    await measureAges(WARM_UP_FRAMES);
    return measureAges(frames);
  });

async function measureSize(peers, size) {
  const host = await peers.startHost({ camera: { script: CLOCK, ...size, frameRate: 30 } });
  try {
    const [raw, peerjs] = [
      await peers.openRobot('raw', size),
      await peers.openRobot('peerjs', size),
    ];
    const robots = { raw, peerjs, ours: host };
    const ages = Object.fromEntries(WAYS.map(({ name }) => [name, []]));
    for (let round = 0; round < rounds; round++) {
      for (const way of rotated(WAYS, round)) {
        ages[way.name].push(...(await measureTurn(peers, way, robots[way.page])));
      }
    }
    await Promise.all([raw.close(), peerjs.close()]);
    return resultsOf(ages, size);
  } finally {
    await host.close();
  }
}

function resultsOf(ages, { width, height }) {
  const raw = summarise(ages.raw);
  return WAYS.map(({ name }) => {
    const one = summarise(ages[name]);
    const ratios = { p50ToRaw: one.p50Ms / raw.p50Ms, p95ToRaw: one.p95Ms / raw.p95Ms };
    return { size: `${width}x${height}`, way: name, ...one, ...ratios };
  });
}

const results = await withPeers(async (peers) => {
  const all = [];
  for (const size of SIZES) all.push(...(await measureSize(peers, size)));
  return all;
});
if (values.json) console.log(JSON.stringify({ bench: 'latency', results }));
else {
  printColumns([
    ['size', 'way', 'p50, ms', 'p95, ms', 'p50 / raw', 'p95 / raw', 'pictures'],
    ...results.map(({ size, way, p50Ms, p95Ms, p50ToRaw, p95ToRaw, n }) => [
      ...[size, way, p50Ms.toFixed(0), p95Ms.toFixed(0)],
      ...[p50ToRaw.toFixed(2), p95ToRaw.toFixed(2), String(n)],
    ]),
  ]);
}
