import { createServer } from 'node:http';
import { once } from 'node:events';
import { SignJWT } from 'jose';
import { describe, expect, test, vi } from 'vitest';
import { signToken } from './access/token.js';
import { createRelay } from './relay.js';
import { resolveOptions } from './options.js';
import { connect, connectRefused, startRelay } from './testing/clients.js';

const SECRET = 'a secret of the tests, 32 characters or more';

function tokenOf(
  role: 'robot' | 'operator' | 'supervisor' | 'viewer',
  robots: string[] = ['rover-*'],
  ttlSec = 60,
) {
  return signToken({ secret: SECRET, robots, role, ttlSec });
}

function sign(claims: Record<string, unknown>, alg = 'HS256', secret = SECRET) {
  return new SignJWT(claims).setProtectedHeader({ alg }).sign(new TextEncoder().encode(secret));
}

const IN_A_MINUTE = Math.floor(Date.now() / 1000) + 60;
const GOOD = { robots: ['rover-1'], role: 'operator', exp: IN_A_MINUTE };

describe('with a secret', () => {
  test('a robot, an operator and a viewer with tokens find each other, roles kept', async () => {
    const { url } = await startRelay({ secret: SECRET });
    const robot = await connect(url, { token: await tokenOf('robot') });
    expect(await robot.ask('robot:register', { robotId: 'rover-1' })).toMatchObject({ ok: true });
    for (const role of ['operator', 'supervisor', 'viewer'] as const) {
      const client = await connect(url, { token: await tokenOf(role) });
      expect(await client.ask('robot:join', { robotId: 'rover-1' })).toMatchObject({
        ok: true,
        role,
      });
      expect(await robot.next()).toMatchObject(['operator:joined', { role }]);
    }
    const late = await connect(url, { token: await tokenOf('viewer') });
    await late.ask('robot:join', { robotId: 'rover-2' });
    const second = await connect(url, { token: await tokenOf('robot') });
    expect(await second.ask('robot:register', { robotId: 'rover-2' })).toMatchObject({
      operators: [{ role: 'viewer' }],
    });
  });

  test.each([
    ['no token', () => undefined],
    ['no JWT', () => 'nonsense'],
    ['another secret', () => sign(GOOD, 'HS256', 'another secret that is long enough, too')],
    ['another algorithm', () => sign(GOOD, 'HS384')],
    [
      'no signature',
      () => `${btoa('{"alg":"none"}')}.${btoa(JSON.stringify(GOOD))}.`.replaceAll('=', ''),
    ],
    ['no expiry', () => sign({ ...GOOD, exp: undefined })],
    ['no robots', () => sign({ ...GOOD, robots: [] })],
    ['robots that are not a list', () => sign({ ...GOOD, robots: '*' })],
    ['a role that does not exist', () => sign({ ...GOOD, role: 'boss' })],
  ])('%s is refused as unauthorized', async (_, make) => {
    const relay = await startRelay({ secret: SECRET });
    const token = await make();
    const refusal = await connectRefused(relay.url, token === undefined ? {} : { token });
    expect(refusal).toMatchObject({ ok: false, code: 'unauthorized' });
    expect(refusal.message).toContain('rtcbot-relay token');
    expect(relay.status()).toMatchObject({ connections: 0, rejections: { unauthorized: 1 } });
    if (token) expect(JSON.stringify(relay.logged)).not.toContain(token);
  });

  test('an expired token is refused as token-expired', async () => {
    const { url } = await startRelay({ secret: SECRET });
    const refusal = await connectRefused(url, { token: await tokenOf('robot', ['*'], -1) });
    expect(refusal).toMatchObject({ ok: false, code: 'token-expired' });
  });

  test('a token that expires later refuses what comes then', async () => {
    const { url } = await startRelay({ secret: SECRET });
    const operator = await connect(url, { token: await tokenOf('operator') });
    expect(await operator.ask('robot:join', { robotId: 'rover-1' })).toMatchObject({ ok: true });
    for (const event of ['robot:join', 'robot:leave', 'no:event']) {
      const answer = operator.ask(event, { robotId: 'rover-1' });
      // It is on its way; when it is there, the token has expired
      const clock = vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 61_000);
      expect(await answer).toMatchObject({ ok: false, code: 'token-expired' });
      clock.mockRestore();
    }
  });

  test.each([
    ['robot', 'robot:register', 'rover-1', 'ok'],
    ['robot', 'robot:register', 'other', 'forbidden'],
    ['robot', 'robot:join', 'rover-1', 'forbidden'],
    ['operator', 'robot:join', 'rover-1', 'ok'],
    ['operator', 'robot:join', 'other', 'forbidden'],
    ['operator', 'robot:register', 'rover-1', 'forbidden'],
    ['viewer', 'robot:join', 'rover-1', 'ok'],
    ['viewer', 'robot:register', 'rover-1', 'forbidden'],
  ] as const)('the role %s: %s %s is %s', async (role, event, robotId, expected) => {
    const relay = await startRelay({ secret: SECRET });
    const client = await connect(relay.url, { token: await tokenOf(role) });
    const answer = await client.ask(event, { robotId });
    expect(answer['ok'] === true ? 'ok' : answer['code']).toBe(expected);
    if (expected === 'forbidden') expect(relay.status().operators).toBe(0);
  });

  test.each([
    ['any page, by default', undefined, 'https://elsewhere.example', true],
    ['a page of the list', ['https://robots.example'], 'https://robots.example', true],
    [
      'a page that is not of the list',
      ['https://robots.example'],
      'https://elsewhere.example',
      false,
    ],
    [
      'a local page, as that of a robot is',
      ['https://robots.example'],
      'http://127.0.0.1:4000',
      true,
    ],
  ])('lets in %s: origins %j, page %s: %s', async (_, allowedOrigins, origin, isLetIn) => {
    const { url } = await startRelay({ secret: SECRET, ...(allowedOrigins && { allowedOrigins }) });
    const options = { token: await tokenOf('operator'), headers: { origin } };
    if (isLetIn) await connect(url, options);
    else expect(await connectRefused(url, options)).toMatchObject({ code: 'forbidden' });
  });

  test('a short secret works on this machine alone, with a warning', async () => {
    const { logged } = await startRelay({ secret: 'short' });
    expect(logged.map(({ message }) => message).join()).toContain('openssl rand -hex 32');
    for (const options of [{ host: '0.0.0.0' }, { trustProxy: true }])
      await expect(
        createRelay({ secret: 'x'.repeat(31), port: 0, ...options }),
      ).rejects.toMatchObject({
        code: 'bad-option',
        message: expect.stringContaining('openssl rand -hex 32') as string,
      });
  });

  test.each([
    ['https://rover-1.example.com', true],
    ['https://rover-1.example.com:8443', false],
    ['http://rover-1.example.com', false],
    ['https://example.com', false],
    ['https://a.b.example.com', false],
    ['https://evilexample.com', false],
    ['https://rover-1.example.com.evil.example', false],
    ['http://a.test:3000', true],
    ['http://a.test', false],
  ])('a wildcard stands for one label: %s is let in: %s', async (origin, isLetIn) => {
    const allowedOrigins = ['https://*.Example.com/', 'http://*.rover.test:3000'];
    const { url } = await startRelay({ secret: SECRET, allowedOrigins });
    const options = {
      token: await tokenOf('operator'),
      headers: { origin: origin.replace('a.test', 'a.rover.test') },
    };
    if (isLetIn) await connect(url, options);
    else expect(await connectRefused(url, options)).toMatchObject({ code: 'forbidden' });
  });
});

describe('open mode', () => {
  test('says that it is on', async () => {
    const { logged } = await startRelay();
    expect(logged.find(({ level }) => level === 'warn')?.message).toMatch(/open mode.*loopback/);
  });

  test.each(['0.0.0.0', '::', '192.0.2.1', 'relay.example.com'])(
    'refuses to listen on %j',
    async (host) => {
      await expect(createRelay({ host, port: 0 })).rejects.toMatchObject({
        code: 'secret-missing',
        message: expect.stringContaining('RTCBOT_SECRET') as string,
      });
    },
  );

  test('takes an empty host for none given, and not for all networks', () => {
    expect(resolveOptions({ host: '' }).host).toBe(resolveOptions({}).host);
  });

  test('refuses a server of your own that listens on other networks', async () => {
    const server = createServer().listen(0, '0.0.0.0');
    await once(server, 'listening');
    try {
      await expect(createRelay({ server })).rejects.toMatchObject({ code: 'secret-missing' });
    } finally {
      server.close();
    }
  });

  test.each([
    ['https://evil.example', '127.0.0.1:1', false],
    ['null', '127.0.0.1:1', false],
    ['http://localhost.evil.example', '127.0.0.1:1', false],
    // A page that has pointed its own name at 127.0.0.1
    ['http://evil.example:8080', 'evil.example:8080', false],
    [undefined, 'evil.example', false],
    ['https://friend.example', '127.0.0.1:1', true],
    ['https://friend.example', 'friend.example', true],
    ['http://localhost:3000', 'localhost:8080', true],
    ['http://127.0.0.1:3000', '127.0.0.1:8080', true],
    ['http://[::1]:3000', '[::1]:8080', true],
    [undefined, 'localhost', true],
  ])('with origin %s and host %s: let in %s', async (origin, host, isLetIn) => {
    const { url } = await startRelay({ allowedOrigins: ['https://friend.example/'] });
    const options = { headers: { host, ...(origin !== undefined && { origin }) } };
    if (isLetIn) await connect(url, options);
    else expect(await connectRefused(url, options)).toMatchObject({ code: 'forbidden' });
  });
});

test.each([
  [{ port: 70_000 }, /70000 is not a port/],
  [{ port: 1.5 }, /not a port/],
  [{ secret: ' ' }, /secret is empty/],
  [{ staticDir: '/no/such/folder' }, /\/no\/such\/folder does not exist/],
  [{ iceServers: [{ urls: 5 as unknown as string }] }, /iceServers: 0\.urls/],
  [
    { sercet: 'x'.repeat(32) } as never,
    /"sercet" is not an option of a relay\. Available: .*secret/,
  ],
  [
    { limits: { eventPerSec: 5 } as never },
    /"eventPerSec" is not a limit\. Available: .*eventsPerSec/,
  ],
  [{ log: (() => undefined) as never }, /methods info, warn and error/],
])('the option %j is refused with what is wrong', async (options, message) => {
  await expect(createRelay(options)).rejects.toMatchObject({
    code: 'bad-option',
    message: expect.stringMatching(message) as string,
  });
});

test.each([
  'robots',
  '*',
  'https://*',
  'https://*.com',
  'https://*.1.2.3',
  'https://a*.example.com',
  'https://*.*.example.com',
])('the origin %s is refused with how one looks', async (origin) => {
  await expect(createRelay({ allowedOrigins: [origin] })).rejects.toMatchObject({
    code: 'bad-option',
    message: expect.stringMatching(/is not an origin.*\*\.example\.com/) as string,
  });
});
