/** `npm run soak` runs 100,000 cases, `npm test` a few thousand. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { refusalSchema } from '@rtcbot-web/sdk/protocol';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import * as v from 'valibot';
import {
  connect,
  newKey,
  openWebSocket,
  startRelay,
  type PlainWebSocket,
} from './testing/clients.js';

const CASES = Number(process.env['RTCBOT_FUZZ_CASES'] ?? 3000);
const TIMEOUT_MS = 60_000 + CASES * 20;
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

/** Text that looks ever less like Socket.IO. */
const frame = fc.oneof(
  fc.tuple(event, payload).map((data) => `420${JSON.stringify(data)}`),
  fc
    .tuple(fc.constantFrom('42', '420', '43', '44', '450-', '451-', '4', ''), fc.jsonValue())
    .map(([type, value]) => `${type}${JSON.stringify(value)}`),
  fc
    .tuple(fc.constantFrom('40', '41', '42', '0', '1', '2', '3', '5', '6'), fc.string())
    .map(([type, rest]) => type + rest),
  fc.constant('451-["robot:join",{"_placeholder":true,"num":99}]'),
  fc.string({ unit: 'binary' }),
);

const collectGarbage = () => {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
};

const expectService = async (url: string) => {
  const robot = await connect(url);
  expect(await robot.ask('robot:register', { robotId: 'sound' })).toMatchObject({ ok: true });
  const operator = await connect(url);
  expect(await operator.ask('robot:join', { robotId: 'sound' })).toMatchObject({ ok: true });
  expect((await robot.next())[0]).toBe('operator:joined');
};

/** Takes what the relay logs and keeps nothing of it but errors. */
const startQuietRelay = async () => {
  const errors: unknown[] = [];
  const relay = await startRelay({
    limits: UNBOUNDED,
    log: (entry) => {
      if (entry.level === 'error') errors.push(entry);
    },
  });
  return { relay, errors };
};

test(
  `${CASES} events of all kinds are each answered, and memory does not grow`,
  async () => {
    const { relay, errors } = await startQuietRelay();
    const client = await connect(relay.url);
    client.socket.offAny();
    const run = (numRuns: number) =>
      fc.assert(
        fc.asyncProperty(event, fc.array(payload, { maxLength: 3 }), async (name, payloads) => {
          const answer = await client.ask(name, ...payloads);
          expect(v.is(answerSchema, answer)).toBe(true);
        }),
        { numRuns },
      );
    await run(Math.ceil(CASES / 10));
    collectGarbage();
    const { heapUsed } = process.memoryUsage();
    await run(CASES);
    collectGarbage();
    expect(process.memoryUsage().heapUsed - heapUsed).toBeLessThan(8 * 1024 * 1024);
    expect(errors).toEqual([]);
    expect(relay.status().connections).toBe(1);
    await expectService(relay.url);
  },
  TIMEOUT_MS,
);

test(
  `${CASES} frames that are more or less Socket.IO end their sockets at the most`,
  async () => {
    const { relay, errors } = await startQuietRelay();
    let socket: PlainWebSocket | undefined;
    const open = async () => {
      const opened = await openWebSocket(relay.url);
      opened.tcp.once('close', () => {
        if (socket === opened) socket = undefined;
      });
      opened.sendText(`40${JSON.stringify({ key: newKey() })}`);
      return opened;
    };
    onTestFinished(() => void socket?.tcp.destroy());
    await fc.assert(
      fc.asyncProperty(fc.array(frame, { minLength: 1, maxLength: 5 }), async (frames) => {
        socket ??= await open();
        for (const text of frames) socket?.sendText(text);
        await new Promise((resolve) => setImmediate(resolve));
      }),
      { numRuns: CASES },
    );
    expect(errors).toEqual([]);
    await expectService(relay.url);
  },
  TIMEOUT_MS,
);

test(
  `${CASES / 10} clients that send bytes instead of HTTP or WebSocket frames hurt nobody`,
  async () => {
    const { relay, errors } = await startQuietRelay();
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 200 }), async (bytes) => {
        const socket = await openWebSocket(relay.url);
        socket.tcp.end(bytes);
      }),
      { numRuns: Math.ceil(CASES / 10) },
    );
    await expectService(relay.url);
    expect(errors).toEqual([]);
    await expect.poll(() => relay.status().connections, { timeout: 10_000 }).toBe(2);
  },
  TIMEOUT_MS,
);
