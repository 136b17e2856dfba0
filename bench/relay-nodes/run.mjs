/**
 * `npm run bench -- relay-nodes`: three relays on Redis, robots and operators of each pair on different ones, beside one
 * relay without Redis. Options: `--json`, `--pairs <n>`, `--rounds <n>`.
 */
import { parseArgs } from 'node:util';
import { Crowd } from '../relay/crowd.mjs';
import { mediansOf, rounded, startServer } from '../relay/process.mjs';
import { wires } from '../relay/wires.mjs';
import { startRedis } from './redis.mjs';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    pairs: { type: 'string', default: '300' },
    rounds: { type: 'string', default: '3' },
  },
});
const pairs = Number(values.pairs);
const rounds = Number(values.rounds);
const NODES = 3;
/** Somebody comes every now and then, as in life; how many come at once is for the bench of one relay. */
const PAUSE_MS = 10;
const FOR_MS = 4000;
const IN_FLIGHT = 60;
const PER_SEC = 200;

const say = (text) => process.stderr.write(`${text}\n`);

const quantile = (numbers, part) =>
  [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length * part)];

const isJoined = (text) => text.startsWith('42["operator:joined"');
const isSignal = (text) => text.startsWith('42["signal:deliver"');

/** An operator comes: how long until it and its robot know of each other, and until the robot's first signal is there. */
async function pairUp(robot, operator) {
  const startedMs = performance.now();
  const told = robot.until(isJoined).then(async () => {
    const [, { operatorId }] = JSON.parse(robot.lastText.slice(2));
    const toldMs = performance.now() - startedMs;
    const signalled = operator.until(isSignal);
    await entered;
    robot.sendTo(operatorId);
    await signalled;
    return { toldMs, signalMs: performance.now() - startedMs };
  });
  const entered = operator.enter();
  await entered;
  const answeredMs = performance.now() - startedMs;
  const { toldMs, signalMs } = await told;
  return { pairMs: Math.max(answeredMs, toldMs), signalMs };
}

async function measure(urls) {
  const urlOf = (pair, side) => urls[(side === 'robot' ? pair : pair + 1) % urls.length];
  const crowd = new Crowd(await wires['rtcbot-relay'](pairs), urlOf, 2 * pairs);
  try {
    await crowd.connect();
    for (const robot of crowd.robots) await robot.enter();
    const found = [];
    for (const [index, robot] of crowd.robots.entries()) {
      found.push(await pairUp(robot, crowd.operators[index]));
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
    // the first ones find code that has not run before
    const steady = found.slice(Math.floor(pairs / 10));
    const pairMs = steady.map((one) => one.pairMs);
    const signalMs = steady.map((one) => one.signalMs);
    const { p50Ms, p99Ms, lost } = await crowd.trickle(FOR_MS, PER_SEC);
    const { perSec } = await crowd.saturate(FOR_MS, IN_FLIGHT);
    return {
      pairP50Ms: rounded(quantile(pairMs, 0.5)),
      pairP99Ms: rounded(quantile(pairMs, 0.99)),
      firstSignalP50Ms: rounded(quantile(signalMs, 0.5)),
      firstSignalP99Ms: rounded(quantile(signalMs, 0.99)),
      forwardsPerSec: rounded(perSec, 0),
      p50Ms: rounded(p50Ms),
      p99Ms: rounded(p99Ms),
      lost,
    };
  } finally {
    await crowd.close();
  }
}

async function round(nodes, redis) {
  const env = redis ? { RTCBOT_BENCH_REDIS: redis.url } : {};
  const servers = [];
  try {
    for (let node = 0; node < nodes; node += 1)
      servers.push(await startServer('rtcbot-relay', env));
    return await measure(servers.map(({ url }) => url));
  } finally {
    for (const server of servers) await server.end();
  }
}

const redis = await startRedis();
if (!redis) {
  say('redis-server is missing. Debian, Ubuntu: sudo apt-get install redis-server');
  process.exit(1);
}
const rows = { one: [], many: [] };
try {
  for (let count = 1; count <= rounds; count += 1) {
    rows.one.push(await round(1, undefined));
    rows.many.push(await round(NODES, redis));
    const [one, many] = [rows.one.at(-1), rows.many.at(-1)];
    say(
      `round ${count} of ${rounds}: paired in ${many.pairP50Ms} ms on ${NODES} nodes, ${one.pairP50Ms} ms on one; ` +
        `${many.forwardsPerSec} and ${one.forwardsPerSec} forwards/s`,
    );
  }
} finally {
  await redis.end();
}
const results = [
  { nodes: 1, redis: false, pairs, ...mediansOf(rows.one) },
  { nodes: NODES, redis: true, pairs, ...mediansOf(rows.many) },
];
if (values.json) console.log(JSON.stringify(results));
else {
  console.table(results);
  console.log(`pairing across nodes: p50 ${results[1].pairP50Ms} ms, to be at most 20 ms`);
}
process.exit(0);
