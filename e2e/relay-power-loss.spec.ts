import { spawn, type ChildProcess } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { expectWithin } from '../scripts/testing/timed-trial.mjs';
import { NetworkNamespace } from './faults/network-namespace.js';
import { expect, ROBOT, test } from './fixtures.js';

const SECRET = 'a secret of the tests, 32 characters or more';

/** A robot's connection to the relay: registers, and says how that was answered and how long it took. */
const PROGRAM = `
import { io } from 'socket.io-client';
const [url, token, robotId] = process.argv.slice(1);
const key = crypto.randomUUID().replaceAll('-', '').slice(0, 22);
const socket = io(url, { transports: ['websocket'], auth: { key, token } });
socket.once('connect', async () => {
  const startedMs = performance.now();
  const { ok, code } = await socket.emitWithAck('robot:register', { robotId });
  console.log(JSON.stringify({ ok, code, tookMs: performance.now() - startedMs }));
});
`;

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

function robotToken(): string {
  const exp = Math.floor(Date.now() / 1000) + 60;
  const text = `${encode({ alg: 'HS256' })}.${encode({ robots: [ROBOT], role: 'robot', exp })}`;
  return `${text}.${createHmac('sha256', SECRET).update(text).digest('base64url')}`;
}

/** Starts the program, in a network of its own if there is one. */
function startProgram(url: string, network?: NetworkNamespace): ChildProcess {
  const args = ['--input-type=module', '-e', PROGRAM, url, robotToken(), ROBOT];
  const inside = network ? ['ip', 'netns', 'exec', network.name] : [];
  const [command = '', ...rest] = [...inside, process.execPath, ...args];
  return spawn(command, rest, { stdio: ['ignore', 'pipe', 'inherit'] });
}

async function answerOf(program: ChildProcess): Promise<{ ok: boolean; tookMs: number }> {
  const [line] = (await once(createInterface(program.stdout!), 'line')) as [string];
  return JSON.parse(line) as { ok: boolean; tookMs: number };
}

test('a robot that lost its power is replaced within 2 s by itself under another key', async ({
  startRelay,
}) => {
  test.skip(NetworkNamespace.whyNot !== undefined, NetworkNamespace.whyNot);
  const network = new NetworkNamespace();
  const programs: ChildProcess[] = [];
  try {
    const relay = await startRelay({ host: '0.0.0.0', secret: SECRET });
    await expectWithin(2000, async () => {
      const before = startProgram(`http://${network.hostAddress}:${relay.port}`, network);
      programs.push(before);
      expect(await answerOf(before)).toMatchObject({ ok: true });
      // nothing arrives any more, and nobody says goodbye: the socket is half open
      network.plug(false);
      const after = startProgram(`http://127.0.0.1:${relay.port}`);
      programs.push(after);
      const answer = await answerOf(after);
      expect(answer).toMatchObject({ ok: true });
      expect(relay.status().robots).toEqual([{ robotId: ROBOT, operators: 0 }]);
      network.plug(true);
      after.kill('SIGKILL');
      return answer.tookMs;
    });
  } finally {
    for (const program of programs) program.kill('SIGKILL');
    network.remove();
  }
});
