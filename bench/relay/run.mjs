/**
 * `npm run bench:relay`: the relay with tokens, validation and limits on, beside a bare Socket.IO server that checks
 * nothing and PeerServer, in turn in one run. Options: `--json`, `--quick` (1,000 connections), `--rounds <n>`,
 * `--connections <n,n>`, `--servers <name,name>` (also `socket.io-defaults`).
 */
import { parseArgs } from 'node:util';
import { Crowd } from './crowd.mjs';
import { checkOpenFiles } from './open-files.mjs';
import { mediansOf, rounded, startServer } from './process.mjs';
import { wires } from './wires.mjs';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    connections: { type: 'string' },
    servers: { type: 'string', default: 'rtcbot-relay,socket.io,peer' },
  },
});
const sizes = (values.connections ?? (values.quick ? '1000' : '2000,5000')).split(',').map(Number);
const names = values.servers.split(',');
/** The more connections, the longer a round takes. */
const roundsFor = (connections) =>
  Number(values.rounds ?? (values.quick ? 1 : connections > 2000 ? 3 : 5));
const FOR_MS = values.quick ? 2500 : 4000;
const WARM_UP = { connections: 400, forMs: 500 };
const IN_FLIGHT = 200;
const PER_SEC = 1000;
const MS_PER_SEC = 1000;

const startedMs = performance.now();
const say = (text) => {
  const seconds = Math.round((performance.now() - startedMs) / MS_PER_SEC);
  process.stderr.write(`${String(seconds).padStart(4)} s  ${text}\n`);
};

/** Code that runs for the first time is loaded and compiled: what that costs is not what a connection costs. */
async function warmUp(name, url) {
  const crowd = new Crowd(await wires[name](WARM_UP.connections / 2), url, WARM_UP.connections);
  await crowd.connect();
  await crowd.pair();
  await crowd.saturate(WARM_UP.forMs, IN_FLIGHT);
  await crowd.close();
}

async function measure(name, connections) {
  const server = await startServer(name);
  await warmUp(name, server.url);
  const crowd = new Crowd(await wires[name](connections / 2), server.url, connections);
  try {
    const empty = await server.costs();
    const connectsPerSec = await crowd.connect();
    const pairsPerSec = await crowd.pair();
    const full = await server.costs();
    const trickle = await crowd.trickle(FOR_MS, PER_SEC);
    const busy = await server.costs();
    const { perSec, total } = await crowd.saturate(FOR_MS, IN_FLIGHT);
    const spent = await server.costs();
    return {
      forwardsPerSec: rounded(perSec, 0),
      // what other work on the machine leaves alone: how far a second of the server's own CPU time goes
      forwardsPerCpuSec: rounded((total / (spent.cpuMs - busy.cpuMs)) * MS_PER_SEC, 0),
      ...Object.fromEntries(Object.entries(trickle).map(([key, value]) => [key, rounded(value)])),
      rssKbPerConnection: rounded((full.rss - empty.rss) / 1024 / connections, 1),
      heapKbPerConnection: rounded((full.heapUsed - empty.heapUsed) / 1024 / connections, 1),
      rssMb: rounded(full.rss / 1024 / 1024, 0),
      cpuPercentAt1000PerSec: rounded(((busy.cpuMs - full.cpuMs) / FOR_MS) * 100, 0),
      connectsPerSec: rounded(connectsPerSec, 0),
      pairsPerSec: name === 'peer' ? null : rounded(pairsPerSec, 0),
    };
  } finally {
    await server.end();
    await crowd.close();
  }
}

/** All servers in turn, and in another order in each round. */
async function compare(connections) {
  const found = Object.fromEntries(names.map((name) => [name, []]));
  const rounds = roundsFor(connections);
  for (let round = 0; round < rounds; round += 1) {
    const first = round % names.length;
    for (const name of [...names.slice(first), ...names.slice(0, first)]) {
      const result = await measure(name, connections);
      found[name].push(result);
      const { forwardsPerSec, p50Ms, p99Ms, rssKbPerConnection } = result;
      say(
        `${connections} connections, round ${round + 1} of ${rounds}, ${name}: ${forwardsPerSec} forwards/s, ` +
          `p50 ${p50Ms} ms, p99 ${p99Ms} ms, ${rssKbPerConnection} kB each`,
      );
    }
  }
  return Object.entries(found).map(([server, rows]) => ({
    server,
    connections,
    ...mediansOf(rows),
  }));
}

const GOALS = [
  ['forwardsPerSec', 'at least 1.0'],
  ['forwardsPerCpuSec', ''],
  ['p50Ms', ''],
  ['p99Ms', 'at most 1.0'],
  ['rssKbPerConnection', 'at most 1.2'],
];

/** How the relay does in comparison with the bare server. */
function ratiosOf(results) {
  const resultOf = (server) => results.find((result) => result.server === server);
  const [ours, bare] = [resultOf('rtcbot-relay'), resultOf('socket.io')];
  if (!ours || !bare) return [];
  return GOALS.map(
    ([key, goal]) =>
      `${key}: ${(ours[key] / bare[key]).toFixed(2)} x socket.io${goal && `, to be ${goal}`}`,
  );
}

checkOpenFiles(Math.max(...sizes));
const results = [];
for (const connections of sizes) {
  const compared = await compare(connections);
  results.push(...compared);
  for (const line of ratiosOf(compared)) say(`${connections} connections, ${line}`);
}
if (values.json) console.log(JSON.stringify(results));
else console.table(results);
process.exit(0);
