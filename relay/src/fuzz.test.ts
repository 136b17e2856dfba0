/** `npm run soak:relay` runs 100,000 cases of each kind and says how far it is, `npm test` a few thousand. */
import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { refusalSchema } from '@rtcbot-web/sdk/protocol';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import * as v from 'valibot';
import { createLog } from './observe/log.js';
import {
  connect,
  newKey,
  dialWebSocket,
  startRelay,
  type PlainWebSocket,
} from './testing/clients.js';

const CASES = Number(process.env['RTCBOT_FUZZ_CASES'] || 3000);
/** Many times what it takes on two busy cores. */
const TIME_LIMIT_MS = 60_000 + CASES * 20;
const TIMEOUT_MS = TIME_LIMIT_MS + 60_000;
const REPORTS = 10;
/** How much more memory there may be in use at the end: code that was compiled meanwhile, not one byte for each case. */
const MAX_GROWTH_BYTES = 8 * 1024 * 1024;
const UNBOUNDED = {
  eventsPerSec: 1e6,
  connectsPerSec: 1e6,
  connectionsPerAddress: 1e6,
  operatorsPerRobot: 1e6,
};

const robotId = fc.constantFrom('rover', 'rover-1', 'other', '', 'x'.repeat(65), '__proto__');
const signal = fc.oneof(
  fc.record({ type: fc.constantFrom('offer', 'answer'), sdp: fc.string() }),
  fc.record({ type: fc.constant('candidate'), candidate: fc.record({ candidate: fc.string() }) }),
  fc.record({ type: fc.constant('transceiver-request'), kind: fc.constantFrom('audio', 'video') }),
  fc.record({ type: fc.constant('renegotiate') }),
);
const fields = {
  robotId,
  wait: fc.boolean(),
  to: fc.constantFrom('AAAAAAAAAAAAAAAA', ''),
  sessionId: fc.constantFrom('session-1', 'session-2', 'x'),
  signal,
};
/** Mostly what the protocol says, with fields left out, added, and replaced by anything. */
const payload = fc.oneof(
  { weight: 3, arbitrary: fc.record(fields, { requiredKeys: ['robotId'] }) },
  { weight: 3, arbitrary: fc.record({ ...fields, signal: fc.jsonValue() }, { requiredKeys: [] }) },
  { weight: 1, arbitrary: fc.record({ ...fields, robotId: fc.jsonValue() }) },
  { weight: 1, arbitrary: fc.dictionary(fc.string(), fc.jsonValue()) },
  { weight: 1, arbitrary: fc.jsonValue() },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 64 }).map((bytes) => Buffer.from(bytes)) },
);
const RESERVED =
  /^(connect|connect_error|disconnect|disconnecting|newListener|removeListener|error)$/;
const event = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.constantFrom('robot:register', 'robot:join', 'robot:leave', 'signal:send'),
  },
  { weight: 1, arbitrary: fc.string().filter((name) => !RESERVED.test(name)) },
);

const answerSchema = v.union([
  v.object({ ok: v.literal(true) }),
  v.object({ ...refusalSchema.entries, message: v.pipe(v.string(), v.regex(/^[^\n]+$/)) }),
]);

const eventData = fc
  .tuple(event, fc.array(payload, { maxLength: 3 }))
  .map(([name, payloads]) => JSON.stringify([name, ...payloads]));

/** Text that looks ever less like Socket.IO. */
const frame = fc.oneof(
  eventData.map((data) => `420${data}`),
  fc
    .tuple(fc.constantFrom('42', '420', '43', '44', '450-', '451-', '4', ''), fc.jsonValue())
    .map(([type, value]) => `${type}${JSON.stringify(value)}`),
  fc
    .tuple(fc.constantFrom('40', '41', '42', '0', '1', '2', '3', '5', '6'), fc.string())
    .map(([type, rest]) => type + rest),
  fc.constant('451-["robot:join",{"_placeholder":true,"num":99}]'),
  fc.string({ unit: 'binary' }),
);

/** Runs cases, says how far it is if there are many, and fails if they take for ever. */
async function run<T extends [unknown, ...unknown[]]>(
  what: string,
  numRuns: number,
  arbitraries: { [K in keyof T]: fc.Arbitrary<T[K]> },
  check: (...values: T) => Promise<void>,
) {
  const step = Math.ceil(numRuns / REPORTS);
  let done = 0;
  const property = fc.asyncProperty(...arbitraries, async (...values: T) => {
    await check(...values);
    done += 1;
    if (CASES > 10_000 && done % step === 0)
      process.stderr.write(`${what}: ${done} of ${numRuns}\n`);
  });
  await fc.assert(property, {
    numRuns,
    endOnFailure: numRuns > 10_000,
    interruptAfterTimeLimit: TIME_LIMIT_MS,
    markInterruptAsFailure: true,
  });
}

function collectGarbage() {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
}

async function expectService(url: string) {
  const robot = await connect(url);
  expect(await robot.ask('robot:register', { robotId: 'sound' })).toMatchObject({ ok: true });
  const operator = await connect(url);
  expect(await operator.ask('robot:join', { robotId: 'sound' })).toMatchObject({ ok: true });
  expect((await robot.next())[0]).toBe('operator:joined');
}

/** Takes what the relay logs and keeps nothing of it but errors. */
async function startQuietRelay() {
  const errors: unknown[] = [];
  const relay = await startRelay({
    limits: UNBOUNDED,
    log: createLog((entry) => {
      if (entry.level === 'error') errors.push(entry);
    }),
  });
  return { relay, errors };
}

function usedBytes() {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

/** A plain WebSocket that is made anew whenever the relay has ended it. */
function createWire(url: string) {
  let socket: PlainWebSocket | undefined;
  onTestFinished(() => void socket?.tcp.destroy());
  const open = async () => {
    const opened = await dialWebSocket(url);
    opened.tcp.once('close', () => {
      if (socket === opened) socket = undefined;
    });
    opened.sendText(`40${JSON.stringify({ key: newKey() })}`);
    await opened.receive(/40\{"sid":/);
    return opened;
  };
  return async () => {
    if (!socket || socket.tcp.destroyed) socket = await open();
    return socket;
  };
}

/** What the relay says when it ends a WebSocket: a close frame without a reason, or one for too large a message and the like. */
const GOODBYES = ['\u0088\u0000', '\u0088\u0002\u0003'];

const PING = '\u0081\u00012';

/** Waits until all of these events have been answered; false if the relay has ended the socket instead. */
async function areAnswered(socket: PlainWebSocket, ids: readonly number[]) {
  let text = '';
  const isMissing = (id: number) => !text.includes(`43${id}[`);
  for (;;) {
    const more = socket.take();
    if (more.includes(PING)) socket.sendText('3');
    text += more;
    if (!ids.some(isMissing)) return true;
    if (GOODBYES.some((goodbye) => text.includes(goodbye))) socket.tcp.destroy();
    if (socket.tcp.destroyed) return false;
    const rest = new AbortController();
    const { signal } = rest;
    await Promise.race(
      ['data', 'close'].map((name) => once(socket.tcp, name, { signal }).catch(() => undefined)),
    );
    rest.abort();
  }
}

test(
  `${CASES} events of all kinds are each answered, and memory does not grow`,
  async () => {
    const { relay, errors } = await startQuietRelay();
    const client = await connect(relay.url);
    client.socket.offAny();
    const fuzz = (cases: number) =>
      run('events', cases, [event, fc.array(payload, { maxLength: 3 })], async (name, payloads) => {
        const answer = await client.ask(name, ...payloads);
        expect(v.is(answerSchema, answer)).toBe(true);
      });
    await fuzz(Math.ceil(CASES / 10));
    const before = usedBytes();
    await fuzz(CASES);
    expect(usedBytes() - before).toBeLessThan(MAX_GROWTH_BYTES);
    expect(errors).toEqual([]);
    expect(relay.status().connections).toBe(1);
    await expectService(relay.url);
  },
  TIMEOUT_MS,
);

test(
  `${CASES} times raw frames: good ones are answered, others end their sockets at the most`,
  async () => {
    const { relay, errors } = await startQuietRelay();
    // After bad frames a socket may be there without taking events any more
    const wires = { good: createWire(relay.url), bad: createWire(relay.url) };
    let id = 0;
    const frames = fc.oneof(
      {
        weight: 3,
        arbitrary: fc.record({ good: fc.array(eventData, { minLength: 1, maxLength: 4 }) }),
      },
      { weight: 1, arbitrary: fc.record({ bad: fc.array(frame, { minLength: 1, maxLength: 4 }) }) },
    );
    const fuzz = (cases: number) =>
      run('frames', cases, [frames], async (one) => {
        const socket = await wires['good' in one ? 'good' : 'bad']();
        if ('bad' in one) for (const text of one.bad) socket.sendText(text);
        const ids = ('good' in one ? one.good : ['["fuzz:settle"]']).map((data) => {
          socket.sendText(`42${++id}${data}`);
          return id;
        });
        const isAlive = await areAnswered(socket, ids);
        if ('good' in one) expect(isAlive).toBe(true);
      });
    await fuzz(Math.ceil(CASES / 10));
    const before = usedBytes();
    await fuzz(CASES);
    expect(usedBytes() - before).toBeLessThan(MAX_GROWTH_BYTES);
    expect(errors).toEqual([]);
    await expectService(relay.url);
  },
  TIMEOUT_MS,
);

test(
  `${CASES / 10} clients that send bytes instead of HTTP or WebSocket frames hurt nobody`,
  async () => {
    const { relay, errors } = await startQuietRelay();
    const bytes = fc.uint8Array({ minLength: 1, maxLength: 200 });
    await run('bytes', Math.ceil(CASES / 10), [bytes, fc.boolean()], async (data, isUpgraded) => {
      if (isUpgraded) (await dialWebSocket(relay.url)).tcp.end(data);
      else
        connectTcp(relay.port, '127.0.0.1')
          .on('error', () => undefined)
          .resume()
          .end(data);
    });
    await expectService(relay.url);
    expect(errors).toEqual([]);
    await expect.poll(() => relay.status().connections).toBe(2);
  },
  TIMEOUT_MS,
);
