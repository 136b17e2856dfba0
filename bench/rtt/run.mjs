/**
 * `npm run bench -- rtt`: how long a small message takes to the robot and back: over a raw data channel, PeerJS, and ours, to
 * a robot that is a page and to the Node program of one; some of each in turn, over connections that stay. Options:
 * `--trips <n>` a turn, `--rounds <n>`, `--quick`, `--json`.
 */
import { parseArgs } from 'node:util';
import { printColumns, rotated, summarise } from '../figures.mjs';
import { withPeers } from '../peers/peers.mjs';

const WAYS = [
  { name: 'raw', page: 'raw' },
  { name: 'PeerJS', page: 'peerjs' },
  { name: 'ours, page to page', page: 'ours', query: { robot: 'page' } },
  { name: 'ours, to the Node program', page: 'ours', query: { robot: 'host' } },
];

const { values } = parseArgs({
  options: {
    trips: { type: 'string', default: '20' },
    rounds: { type: 'string' },
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});
const rounds = Number(values.rounds ?? (values.quick ? 10 : 50));

async function openViewers(peers) {
  for (const page of ['raw', 'peerjs', 'ours']) await peers.openRobot(page);
  const viewers = [];
  for (const { name, page, query } of WAYS) {
    const viewer = await peers.openViewer({ page, query: { ...query, channel: '' } });
    await viewer.evaluate(() => globalThis.opened);
    viewers.push({ name, viewer });
  }
  return viewers;
}

async function measure(peers) {
  const host = await peers.startHost({ camera: 'none' });
  host.subscribe((value, operator) => operator.put_nowait(value));
  try {
    return await takeTurns(await openViewers(peers));
  } finally {
    await host.close();
  }
}

async function takeTurns(viewers) {
  const tripsMs = Object.fromEntries(WAYS.map(({ name }) => [name, []]));
  // The first round is for engines that compile what they run often.
  for (let round = 0; round <= rounds; round++) {
    for (const { name, viewer } of rotated(viewers, round)) {
      const trips = await viewer.evaluate((n) => globalThis.roundTrips(n), Number(values.trips));
      if (round > 0) tripsMs[name].push(...trips);
    }
  }
  return tripsMs;
}

const tripsMs = await withPeers(measure);
const raw = summarise(tripsMs.raw);
const results = WAYS.map(({ name }) => {
  const one = summarise(tripsMs[name]);
  return { way: name, ...one, p50ToRaw: one.p50Ms / raw.p50Ms, p95ToRaw: one.p95Ms / raw.p95Ms };
});
if (values.json) console.log(JSON.stringify({ bench: 'rtt', results }));
else {
  printColumns([
    ['way', 'p50, ms', 'p95, ms', 'p50 / raw', 'p95 / raw', 'trips'],
    ...results.map(({ way, p50Ms, p95Ms, p50ToRaw, p95ToRaw, n }) => [
      ...[way, p50Ms.toFixed(2), p95Ms.toFixed(2)],
      ...[p50ToRaw.toFixed(2), p95ToRaw.toFixed(2), String(n)],
    ]),
  ]);
}
