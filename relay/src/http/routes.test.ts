import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { createServer as createSocketServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, onTestFinished, test } from 'vitest';
import { getRTCBotJS, sendBundle } from './bundles.js';
import { connect, startRelay } from '../testing/clients.js';

/** A folder of web pages that goes with the test. */
function createSite() {
  const site = mkdtempSync(join(tmpdir(), 'relay-site-'));
  onTestFinished(() => {
    rmSync(site, { recursive: true });
  });
  writeFileSync(join(site, 'index.html'), '<h1>Rover</h1>');
  writeFileSync(join(site, 'app.js'), 'export {};');
  writeFileSync(join(site, '.env'), 'RTCBOT_SECRET=x');
  mkdirSync(join(site, '.git'));
  writeFileSync(join(site, '.git', 'config'), 'private');
  return site;
}

/** Fetch without the normalising of paths and headers that `fetch` does. */
function get(url: string, path: string, headers: Record<string, string> = {}) {
  return new Promise<{ status: number | undefined; body: string }>((resolve, reject) => {
    const { hostname, port } = new URL(url);
    request({ hostname, port, path, headers }, (response) => {
      text(response).then((body) => {
        resolve({ status: response.statusCode, body });
      }, reject);
    })
      .on('error', reject)
      .end();
  });
}

test('/healthz tells version, robots, operators and uptime', async () => {
  const { url } = await startRelay();
  const robot = await connect(url);
  await robot.ask('robot:register', { robotId: 'rover' });
  const operator = await connect(url);
  await operator.ask('robot:join', { robotId: 'rover' });
  const response = await fetch(`${url}/healthz?from=monitor`);
  expect(response.headers.get('content-type')).toBe('application/json');
  expect(await response.json()).toEqual({
    ok: true,
    version: expect.stringMatching(/^\d+\.\d+\.\d+/) as string,
    robots: 1,
    operators: 1,
    uptimeSeconds: expect.any(Number) as number,
  });
});

describe('a browser file', () => {
  test.each(['/rtcbot.js', '/rtcbot-components.js'])(
    '%s is sent to pages of any origin, and 304 when known',
    async (path) => {
      const { url } = await startRelay();
      const response = await fetch(url + path);
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
      expect(response.headers.get('access-control-allow-origin')).toBe('*');
      const script = await response.text();
      expect(script).toContain('rtcbot');
      expect(await get(url, path)).toEqual({ status: 200, body: script });
      const etag = response.headers.get('etag') ?? '';
      expect(await get(url, path, { 'If-None-Match': etag })).toEqual({ status: 304, body: '' });
      const head = await fetch(url + path, { method: 'HEAD' });
      expect([head.status, await head.text()]).toEqual([200, '']);
    },
  );

  test('is there as text, for servers of your own', async () => {
    const { url } = await startRelay();
    expect(getRTCBotJS()).toBe(await (await fetch(`${url}/rtcbot.js`)).text());
  });

  test('that is not built is answered 503 with what to do', async () => {
    const server = createServer((incoming, response) => {
      sendBundle('@rtcbot-web/sdk/not-built.js', incoming, response);
    }).listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    expect(await get(`http://127.0.0.1:${port}`, '/')).toEqual({
      status: 503,
      body: '@rtcbot-web/sdk/not-built.js is missing. Build it with: npm run build\n',
    });
  });
});

describe('the static folder', () => {
  test('has index.html at / and shows edits at once', async () => {
    const staticDir = createSite();
    const { url } = await startRelay({ staticDir });
    const page = await fetch(`${url}/`);
    expect(page.headers.get('content-type')).toContain('text/html');
    expect(await page.text()).toBe('<h1>Rover</h1>');
    writeFileSync(join(staticDir, 'index.html'), '<h1>A longer headline</h1>');
    expect(await (await fetch(`${url}/`)).text()).toBe('<h1>A longer headline</h1>');
    const script = await fetch(`${url}/app.js`);
    expect(script.headers.get('content-type')).toContain('text/javascript');
  });

  test.each([
    '/.env',
    '/%2eenv',
    '/.git/config',
    '/../package.json',
    '/%2e%2e/package.json',
    '/..%2fpackage.json',
    '/%',
    '/%00',
    '/app.js/x',
    '/none.html',
  ])('does not give away %s', async (path) => {
    const { url } = await startRelay({ staticDir: createSite() });
    expect(await get(url, path)).toEqual({ status: 404, body: 'Not found\n' });
  });

  test.each([
    ['bytes=0-3', 206, '<h1>'],
    ['bytes=9-', 206, '</h1>'],
    ['bytes=5-2', 200, '<h1>Rover</h1>'],
    ['bytes=-3', 200, '<h1>Rover</h1>'],
    ['nonsense', 200, '<h1>Rover</h1>'],
    ['bytes=99-100', 416, ''],
  ])('answers the range %s with %i', async (range, status, body) => {
    const { url } = await startRelay({ staticDir: createSite() });
    expect(await get(url, '/index.html', { Range: range })).toEqual({ status, body });
  });

  test('a file that cannot be read ends that response alone', async () => {
    const staticDir = createSite();
    const { url } = await startRelay({ staticDir });
    // Opening a socket as a file fails, for root too
    const socket = createSocketServer().listen(join(staticDir, 'socket.html'));
    onTestFinished(() => void socket.close());
    await expect(get(url, '/socket.html')).rejects.toThrow();
    expect((await get(url, '/index.html')).status).toBe(200);
  });
});

test('an unknown path, and another method than GET and HEAD, are 404', async () => {
  const { url } = await startRelay();
  const response = await fetch(`${url}/no-such-thing`);
  expect([response.status, await response.text()]).toEqual([404, 'Not found\n']);
  expect((await fetch(`${url}/healthz`, { method: 'POST' })).status).toBe(404);
  expect((await fetch(`${url}/socket.io/?EIO=4&transport=polling`)).status).toBe(404);
});

describe('a name that is not of this machine', () => {
  const paths = ['/', '/healthz', '/readyz', '/rtcbot.js', '/admin', '/metrics', '/none'];

  test.each(['evil.example', 'evil.example:8080', '127.0.0.1.evil.example'])(
    'is refused by a relay without a secret, whatever is asked for: %j',
    async (host) => {
      const { url } = await startRelay({ staticDir: createSite() });
      for (const path of paths) expect((await get(url, path, { host })).status).toBe(403);
    },
  );

  test.each(['localhost', 'localhost:8080', 'rover.localhost', '[::1]:8080', 'friend.example'])(
    'but not %s, as that is its own, or allowed',
    async (host) => {
      const allowedOrigins = ['https://friend.example'];
      const { url } = await startRelay({ staticDir: createSite(), allowedOrigins });
      expect((await get(url, '/', { host })).status).toBe(200);
    },
  );

  test('is as good as any other with a secret', async () => {
    const secret = 'a secret of the tests, 32 characters or more';
    const { url } = await startRelay({ staticDir: createSite(), secret });
    expect((await get(url, '/', { host: 'relay.example.com' })).status).toBe(200);
  });
});
