/**
 * `npm run bench:relay`: the relay with tokens, validation and limits on, beside a bare Socket.IO server that checks
 * nothing and PeerServer, in turn in one run. Options: `--json`, `--quick` (1,000 connections), `--rounds <n>`,
 * `--connections <n,n>`.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Crowd } from './crowd.mjs';
import { wires } from './wires.mjs';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    connections: { type: 'string' },
    servers: { type: 'string', default: Object.keys(wires).join() },
  },
});
const sizes = (values.connections ?? (values.quick ? '1000' : '2000,5000')).split(',').map(Number);
const rounds = Number(values.rounds ?? (values.quick ? 1 : 3));
const names = values.servers.split(',');
const FOR_MS = values.quick ? 2500 : 4000;
const IN_FLIGHT = 200;
const PER_SEC = 1000;
const MS_PER_SEC = 1000;

const median = (numbers) =>
  [...numbers].sort((a, b) => a - b)[Math.floor((numbers.length - 1) / 2)];
const rounded = (value, digits = 2) => Number(value.toFixed(digits));

/** A server in a process of its own, and how to ask what it costs. */
async function startServer(name) {
  const child = fork(fileURLToPath(new URL('server.mjs', import.meta.url)), [name], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const [{ url }] = await once(child, 'message');
  const costs = async () => {
    child.send('costs');
    const [answer] = await once(child, 'message');
    return answer;
  };
  return { url, costs, end: () => child.kill('SIGKILL') };
}

async function measure(name, connections) {
  const server = await startServer(name);
  const crowd = new Crowd(await wires[name](), server.url, connections);
  try {
    const empty = await server.costs();
    const startedMs = performance.now();
    await crowd.connect();
    const connectsPerSec = (connections / (performance.now() - startedMs)) * MS_PER_SEC;
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
      cpuPercentAt1000PerSec: rounded(((busy.cpuMs - full.cpuMs) / FOR_MS) * 100, 0),
      connectsPerSec: rounded(connectsPerSec, 0),
      pairsPerSec: name === 'peer' ? null : rounded(pairsPerSec, 0),
    };
  } finally {
    crowd.close();
    server.end();
  }
}

async function main() {
  const results = [];
  for (const connections of sizes) {
    const found = Object.fromEntries(names.map((name) => [name, []]));
    for (let round = 0; round < rounds; round += 1) {
      for (const name of names) found[name].push(await measure(name, connections));
    }
    for (const [server, all] of Object.entries(found)) {
      const keys = Object.keys(all[0]);
      const medians = keys.map((key) => [
        key,
        all[0][key] === null ? null : median(all.map((one) => one[key])),
      ]);
      results.push({ server, connections, ...Object.fromEntries(medians) });
    }
  }
  if (values.json) console.log(JSON.stringify(results));
  else console.table(results);
}

await main();
process.exit(0);
