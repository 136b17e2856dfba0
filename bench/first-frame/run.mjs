/**
 * `npm run bench -- first-frame`: how long a viewer's page takes to its first frame, from its own start and from the call
 * that connects it: over raw WebRTC, PeerJS, simple-peer, and ours, with a robot that is a page and with the Node host; one
 * of each in turn. Options: `--rounds <n>`, `--quick`, `--json`.
 */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { printColumns, quantile, rotated, summarise } from '../figures.mjs';
import { withPeers } from '../peers/peers.mjs';

const SIZE = { width: 640, height: 480 };
const CLOCK = fileURLToPath(new URL('../peers/site/clock.mjs', import.meta.url));
const WAYS = [
  { name: 'raw', page: 'raw' },
  { name: 'PeerJS', page: 'peerjs' },
  { name: 'simple-peer', page: 'simple-peer' },
  { name: 'ours, page to page', page: 'ours', query: { robot: 'page' } },
  { name: 'ours, Node host', page: 'ours', query: { robot: 'host' } },
];

const { values } = parseArgs({
  options: {
    rounds: { type: 'string' },
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});
const rounds = Number(values.rounds ?? (values.quick ? 5 : 25));

/** When the page of a viewer got to each step, in ms since its start. */
const connectOnce = (peers, way, robot) =>
  peers.watch(way, robot, (viewer) => viewer.evaluate(() => globalThis.firstFrame));

async function measure(peers) {
  const host = await peers.startHost({ camera: { script: CLOCK, ...SIZE, frameRate: 30 } });
  try {
    const robots = new Map();
    for (const { name, page, query } of WAYS) {
      robots.set(name, query?.robot === 'host' ? host : await peers.openRobot(page, SIZE));
    }
    // The first ones load code.
    for (const way of WAYS) await connectOnce(peers, way, robots.get(way.name));
    const seen = Object.fromEntries(WAYS.map(({ name }) => [name, []]));
    for (let round = 0; round < rounds; round++) {
      for (const way of rotated(WAYS, round)) {
        seen[way.name].push(await connectOnce(peers, way, robots.get(way.name)));
      }
    }
    return seen;
  } finally {
    await host.close();
  }
}

const fromStart = (all) => summarise(all.map((phases) => phases['first frame']));
const fromConnect = (all) => summarise(all.map((phases) => phases['first frame'] - phases.connect));

function resultsOf(seen) {
  const raw = { start: fromStart(seen.raw).p50Ms, connect: fromConnect(seen.raw).p50Ms };
  return WAYS.map(({ name }) => {
    const all = seen[name];
    const [start, connect] = [fromStart(all), fromConnect(all)];
    const medians = Object.keys(all[0]).map((phase) => {
      const times = all.map((phases) => phases[phase] ?? Infinity);
      return [phase, quantile(times, 0.5)];
    });
    return {
      ...{ way: name, start: { ...start, ratioToRaw: start.p50Ms / raw.start } },
      ...{ connect: { ...connect, ratioToRaw: connect.p50Ms / raw.connect } },
      phases: Object.fromEntries(medians),
    };
  });
}

function print(results) {
  const cells = ({ p50Ms, p95Ms, ratioToRaw }) => [
    ...[p50Ms.toFixed(0), p95Ms.toFixed(0), ratioToRaw.toFixed(2)],
  ];
  printColumns([
    ['way', 'from page start: p50', 'p95', '/ raw', 'from connect: p50', 'p95', '/ raw', 'n'],
    ...results.map(({ way, start, connect }) => [
      ...[way, ...cells(start), ...cells(connect), String(start.n)],
    ]),
  ]);
  console.log('\nMedians of the steps, ms after the start of the page:');
  const [{ phases: firstOnes }] = results;
  const names = Object.keys(firstOnes).sort((a, b) => firstOnes[a] - firstOnes[b]);
  printColumns([
    ['', ...results.map(({ way }) => way)],
    ...names.map((name) => [name, ...results.map(({ phases }) => phases[name]?.toFixed(0) ?? '-')]),
  ]);
}

const results = resultsOf(await withPeers(measure));
if (values.json) console.log(JSON.stringify({ bench: 'first-frame', results }));
else print(results);
