import { once } from 'node:events';
import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { createJsonLog } from '../observe/log.js';
import { connect, startRelay } from '../testing/clients.js';
import { signToken } from '../access/token.js';

const SECRET = 'a secret of the tests, 32 characters or more';
const OFFER = {
  robotId: 'rover',
  sessionId: 'session-1',
  signal: { type: 'offer', sdp: 'v=0 private' },
};

async function headersOf(role: 'admin' | 'operator') {
  const token = await signToken({ secret: SECRET, robots: ['*'], role, ttlSec: 60 });
  return { headers: { Authorization: `Bearer ${token}` } };
}

async function startCall(url: string, token?: (role: 'robot' | 'operator') => Promise<string>) {
  const robot = await connect(url, token && { token: await token('robot') });
  await robot.ask('robot:register', { robotId: 'rover' });
  const operator = await connect(url, token && { token: await token('operator') });
  await operator.ask('robot:join', { robotId: 'rover' });
  const [, { operatorId }] = await robot.next();
  await operator.ask('signal:send', OFFER);
  const answer = { ...OFFER, to: operatorId, signal: { type: 'answer', sdp: 'v=0 private' } };
  await robot.ask('signal:send', answer);
  return { robot, operator, operatorId };
}

test('/metrics counts robots, operators, events, forwards, refusals, latencies and lag', async () => {
  const { url } = await startRelay();
  const { operator } = await startCall(url);
  await operator.ask('robot:explode');
  const text = await (await fetch(`${url}/metrics`)).text();
  const valueOf = (name: string) =>
    Number(new RegExp(`^rtcbot_relay_${name} (\\S+)$`, 'm').exec(text)?.[1]);
  expect(valueOf('robots')).toBe(1);
  expect(valueOf('operators')).toBe(1);
  expect(valueOf('connections')).toBe(2);
  expect(valueOf('forwards_total')).toBe(2);
  expect(valueOf('events_total{event="robot:join",answer="ok"}')).toBe(1);
  expect(valueOf('events_total{event="unknown",answer="unknown-event"}')).toBe(1);
  expect(valueOf('rejections_total{code="unknown-event"}')).toBe(1);
  expect(valueOf('event_seconds_count{event="signal:send"}')).toBe(2);
  expect(valueOf('event_loop_lag_seconds')).toBeGreaterThan(0);
  expect(valueOf('resident_memory_bytes')).toBeGreaterThan(1e6);
  expect(text).not.toContain('robot:explode');
});

test.each(['/metrics', '/admin/status.json'])('%s is for admins alone', async (path) => {
  const { url } = await startRelay({ secret: SECRET });
  const nobody = await fetch(url + path);
  expect([nobody.status, nobody.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
  expect((await fetch(url + path, await headersOf('operator'))).status).toBe(403);
  expect((await fetch(url + path, await headersOf('admin'))).status).toBe(200);
});

test.each(['/metrics', '/admin/status.json'])(
  '%s of a relay without a secret is for its own machine, not for pages from elsewhere',
  async (path) => {
    const { url } = await startRelay();
    expect((await fetch(url + path)).status).toBe(200);
    const fromElsewhere = { headers: { origin: 'https://evil.example' } };
    expect((await fetch(url + path, fromElsewhere)).status).toBe(403);
  },
);

test('/admin/status.json lists robots and operators', async () => {
  const relay = await startRelay({ secret: SECRET });
  const { operatorId } = await startCall(relay.url, (role) =>
    signToken({ secret: SECRET, robots: ['*'], role, ttlSec: 60 }),
  );
  const status: unknown = await (
    await fetch(`${relay.url}/admin/status.json`, await headersOf('admin'))
  ).json();
  expect(status).toMatchObject({
    robots: 1,
    operators: 1,
    list: [
      {
        robotId: 'rover',
        online: true,
        operators: [{ operatorId, role: 'operator' }],
      },
    ],
  });
});

test('pages have headers that keep others from framing and sniffing them; the admin page runs its own script alone', async () => {
  const { url } = await startRelay();
  const { headers } = await fetch(`${url}/admin`);
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('x-frame-options')).toBe('SAMEORIGIN');
  expect(headers.get('content-security-policy')).toMatch(/default-src 'none';.*'sha256-/);
});

test('the log is JSON, has one request id from join to answer, and nothing secret', async () => {
  const lines: string[] = [];
  const log = createJsonLog({ write: (line) => lines.push(line) });
  const { url } = await startRelay({ secret: SECRET, log });
  const tokens: string[] = [];
  const { robot, operator } = await startCall(url, async (role) => {
    const token = await signToken({ secret: SECRET, robots: ['*'], role, ttlSec: 60 });
    tokens.push(token);
    return token;
  });
  const entries = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  const call = ['operator joined', 'offer', 'answer'].map((message) =>
    entries.find(({ msg }) => msg === message),
  );
  const [{ requestId } = {}] = call;
  expect(requestId).toMatch(/^[\w-]{10}$/);
  expect(call).toMatchObject([
    { requestId, robotId: 'rover', level: 'info' },
    { requestId, sessionId: 'session-1' },
    { requestId, sessionId: 'session-1' },
  ]);
  for (const secret of [SECRET, ...tokens, robot.key, operator.key, 'private'])
    expect(lines.join()).not.toContain(secret);
});

test('/admin works behind a path of a proxy', async () => {
  const relay = await startRelay();
  const proxy = createServer((request, response) => {
    const path = /^\/teleop(\/.*)$/.exec(request.url ?? '')?.[1];
    if (path === undefined) return response.writeHead(404).end();
    const { host } = new URL(relay.url);
    return httpRequest(relay.url + path, { headers: { ...request.headers, host } }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    }).end();
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void proxy.close());
  await once(proxy, 'listening');
  const page = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}/teleop/admin`;
  const html = await (await fetch(page)).text();
  const [, address] = /fetch\('([^']+)'/.exec(html)!;
  expect(await (await fetch(new URL(address!, page))).json()).toMatchObject({ ok: true, list: [] });
  // Whatever else the page loads
  expect(html).not.toMatch(/(?:src|href|action)=/);
});
