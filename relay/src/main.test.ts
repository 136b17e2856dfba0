import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { connect, connectRefused, startRelay } from './testing/clients.js';

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const SECRET = 'a secret of the tests, 32 characters or more';

/** Start the CLI as built; without the environment of whoever runs the tests. */
function start(args: string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [MAIN, ...args], { env });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

/** Run the CLI to its end. */
async function run(args: string[], env?: Record<string, string>) {
  const child = start(args, env);
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit') as Promise<[number | null]>,
  ]);
  return { code, stdout, stderr };
}

/** Wait for the URL that the CLI prints when it is ready. */
async function urlOf({ stdout }: ChildProcess) {
  const [line] = (await once(stdout!, 'data')) as [Buffer];
  return /http:\/\/\S+/.exec(line.toString())![0];
}

test('serves, says so in a line, and ends cleanly on a signal with clients connected', async () => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    const child = start(['--port', '0', '--ice-server', ' stun:127.0.0.1:3478 ']);
    const stderr = text(child.stderr);
    const url = await urlOf(child);
    const robot = await connect(url);
    expect(await robot.ask('robot:register', { robotId: 'rover' })).toMatchObject({
      iceServers: [{ urls: 'stun:127.0.0.1:3478' }],
    });
    const exited = once(child, 'exit');
    child.kill(signal);
    expect(await exited).toEqual([0, null]);
    expect(await stderr).toMatch(/open mode.*loopback/);
  }
});

test('a port in use: one line that names it and says what to do, exit code 5', async () => {
  const { port } = await startRelay();
  const { code, stdout, stderr } = await run(['--port', String(port)]);
  expect({ code, stdout }).toEqual({ code: 5, stdout: '' });
  expect(stderr).toMatch(
    new RegExp(`^error: Port ${port} .*--port ${port + 1}.* or stop the program.*\n$`),
  );
});

test.each([
  [['--port', 'http'], {}, /--port.*http.*1 to 65535/],
  [[], { PORT: '70000' }, /PORT.*1 to 65535/],
  [['--prot', '1'], {}, /--prot.*--port/],
  [['--host', '', '--port', '0'], { RTCBOT_SECRET: SECRET }, /--host is empty/],
  [['--allow-origin', ' '], {}, /--allow-origin is empty/],
  [['--static', '/no/such/folder'], {}, /\/no\/such\/folder does not exist/],
  [['--secret-file', '/no/such/file'], {}, /\/no\/such\/file/],
  [['--port', '0'], { RTCBOT_SECRET: '' }, /RTCBOT_SECRET is empty.*openssl rand -hex 32/],
  [['--port', '0'], { RTCBOT_SECRET: ' \n' }, /RTCBOT_SECRET is empty/],
  [['--port', '0', '--turn', 'turn:a'], { RTCBOT_TURN_SECRET: '' }, /RTCBOT_TURN_SECRET is empty/],
  [['--host', '0.0.0.0', '--port', '0'], { RTCBOT_SECRET: 'x' }, /1 bytes.*openssl rand -hex 32/],
  [['--port', '0', '--trust-proxy'], { RTCBOT_SECRET: 'x' }, /1 bytes.*openssl rand -hex 32/],
  [['token', '--robot', 'r', '--role', 'robot'], { RTCBOT_SECRET: 'x' }, /1 bytes.*openssl rand/],
  [['--ice-server', 'turn:127.0.0.1'], {}, /--ice-server.*stun:host:port/],
  [['--allow-origin', 'robots'], {}, /robots is not an origin/],
  [['--allow-origin', 'https://*.com'], {}, /https:\/\/\*\.com is not an origin.*\*\.example\.com/],
  [['token', '--robot', 'a b', '--role', 'robot'], {}, /--robot.*letters/],
  [['token', '--robot', 'rover', '--role', 'boss'], {}, /robot, operator, viewer/],
  [['token', '--robot', 'rover', '--role', 'robot', '--ttl', '1y'], {}, /--ttl.*12h/],
])('%j with %j fails in one line, exit code 2', async (args, env, message) => {
  const { code, stdout, stderr } = await run(args, env);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(/^error: .*\n$/);
  expect(stderr).toMatch(message);
});

test.each([
  [['--host', '0.0.0.0', '--port', '0']],
  [['token', '--robot', 'rover', '--role', 'robot']],
])('%j without a secret fails in one line, exit code 4', async (args) => {
  const { code, stderr } = await run(args);
  expect(code).toBe(4);
  expect(stderr).toMatch(/^error: .*RTCBOT_SECRET.*\n$/);
});

test('prints tokens that the relay of the same secret believes', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'relay-secret-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  const secretFile = join(folder, 'secret');
  writeFileSync(secretFile, `${SECRET}\n`);
  const relay = start(['--port', '0', '--host', '0.0.0.0', '--secret-file', secretFile]);
  const url = await urlOf(relay);

  const wanted = ['token', '--robot', 'rover-1', '--role', 'robot', '--ttl', '1h'];
  const { code, stdout, stderr } = await run(wanted, { RTCBOT_SECRET: SECRET });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const robot = await connect(url, { token: stdout.trim() });
  expect(await robot.ask('robot:register', { robotId: 'rover-1' })).toMatchObject({ ok: true });

  const other = await run([...wanted, '--secret', `another ${SECRET}`]);
  expect(other.stderr).toMatch(/--secret.*process list/);
  const refusal = await connectRefused(url, { token: other.stdout.trim() });
  expect(refusal).toMatchObject({ code: 'unauthorized' });
});

test.each([
  ['spaces and a line end around it', `  ${SECRET} \r\n`],
  ['a byte order mark', `\uFEFF${SECRET}\n`],
])('a secret with %s is the same in a file and in the environment', async (_, text) => {
  const folder = mkdtempSync(join(tmpdir(), 'relay-secret-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  const files = { utf8: join(folder, 'utf8'), utf16: join(folder, 'utf16') };
  writeFileSync(files.utf8, text);
  writeFileSync(files.utf16, `\uFEFF${text}`, 'utf16le');
  const wanted = ['token', '--robot', '*', '--role', 'operator'];
  const tokens = await Promise.all([
    run(wanted, { RTCBOT_SECRET: text }),
    run([...wanted, '--secret-file', files.utf8]),
    run([...wanted, '--secret-file', files.utf16]),
  ]);
  const { url } = await startRelay({ secret: SECRET });
  for (const { stdout } of tokens) await connect(url, { token: stdout.trim() });
});

test('variables that hold nothing count as unset', async () => {
  const names = ['PORT', 'HOST', 'RTCBOT_TURN', 'RTCBOT_REDIS', 'RTCBOT_JWKS'];
  const env = Object.fromEntries(names.map((name) => [name, ' ']));
  const child = start(['--port', '0'], env);
  expect(await urlOf(child)).toMatch(/^http:\/\/127\.0\.0\.1:/);
});

test('--help has examples, --version the version', async () => {
  const help = await run(['--help']);
  expect(help).toMatchObject({ code: 0, stderr: '' });
  expect(help.stdout).toMatch(/Examples:\n +rtcbot-relay/);
  expect((await run(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
});
