/** The SDK's Websocket against a WebSocket server. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type * as Rtcbot from '@rtcbot-web/sdk';
import { Queue } from '@rtcbot-web/sdk/subscriptions';
import { WebSocketServer, type WebSocket } from 'ws';
import { expect, test as base } from './sdk-page.js';

declare const rtcbot: typeof Rtcbot;
declare const ws: Rtcbot.Websocket;
declare const messages: Rtcbot.Queue<unknown>;

/** The server's end of a connection. */
interface ServerSide {
  readonly socket: WebSocket;
  /** Text frames as they came; binary ones would be `[binary]`. */
  readonly received: Queue<string>;
}

interface Fixtures {
  readonly server: WebSocketServer;
  /** The server's end of whoever connects, one after the other. */
  readonly connections: Queue<ServerSide>;
  /** Makes `ws` in the page, and `messages` with what it gets; resolves with the server's end. */
  readonly connect: () => Promise<ServerSide>;
}

const test = base.extend<Fixtures>({
  // eslint-disable-next-line no-empty-pattern -- Playwright wants a pattern, and this fixture needs no other
  server: async ({}, use) => {
    const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
    await once(server, 'listening');
    await use(server);
    for (const client of server.clients) client.terminate();
    server.close();
  },
  connections: async ({ server }, use) => {
    const connections = new Queue<ServerSide>();
    server.on('connection', (socket) => {
      const received = new Queue<string>();
      socket.on('message', (data: Buffer, isBinary) => {
        received.put_nowait(isBinary ? '[binary]' : data.toString());
      });
      connections.put_nowait({ socket, received });
    });
    await use(connections);
  },
  connect: async ({ sdkPage, server, connections }, use) => {
    await use(async () => {
      await sdkPage.evaluate(async (url) => {
        const socket = new rtcbot.Websocket(url);
        Object.assign(window, { ws: socket, messages: socket.subscribe() });
        await socket.onReady();
      }, httpUrlOf(server));
      return connections.get();
    });
  },
});

const httpUrlOf = (server: WebSocketServer): string =>
  `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/robot?token=secret`;

test('RTCBot: test_websocket: JSON both ways against a server', async ({ sdkPage, connect }) => {
  const { socket, received } = await connect();
  await sdkPage.evaluate(() => {
    ws.put_nowait({ hello: ['server', null, 1.5] });
  });
  expect(await received.get()).toBe('{"hello":["server",null,1.5]}');
  socket.send('{"hello": "page"}');
  expect(await sdkPage.evaluate(() => messages.get())).toEqual({ hello: 'page' });
});

test('what is put before it is open is sent first, in order; strings are JSON too', async ({
  sdkPage,
  server,
  connections,
}) => {
  const readyAtOnce = await sdkPage.evaluate(async (url) => {
    const socket = new rtcbot.Websocket(url.replace('http', 'ws'));
    const { ready } = socket;
    socket.put_nowait('a text');
    socket.put_nowait(2);
    await socket.onReady();
    socket.put_nowait(3);
    return ready;
  }, httpUrlOf(server));
  const { received } = await connections.get();
  expect(readyAtOnce).toBe(false);
  expect([await received.get(), await received.get(), await received.get()]).toEqual([
    '"a text"',
    '2',
    '3',
  ]);
});

test('text that is not JSON and bytes are handed over as they come', async ({
  sdkPage,
  connect,
}) => {
  const { socket } = await connect();
  socket.send('no JSON');
  socket.send(Buffer.of(1, 2));
  const got = await sdkPage.evaluate(async () => [
    await messages.get(),
    [...new Uint8Array((await messages.get()) as ArrayBuffer)],
  ]);
  expect(got).toEqual(['no JSON', [1, 2]]);
});

test('putSubscription sends what a subscription yields; what is not JSON is left out', async ({
  sdkPage,
  connect,
}) => {
  const { received } = await connect();
  const refused = await sdkPage.evaluate(() => {
    const reported = new Promise<string>((resolve) => {
      addEventListener('error', ({ error }) => resolve((error as Rtcbot.RtcError).code));
    });
    const queue = new rtcbot.Queue<unknown>();
    ws.putSubscription(queue);
    queue.put_nowait(1n);
    queue.put_nowait({ n: 1 });
    return reported;
  });
  expect(refused).toBe('not-serializable');
  expect(await received.get()).toBe('{"n":1}');
});

test('the server ends it: closed in an orderly way, without an error', async ({
  sdkPage,
  connect,
}) => {
  const { socket } = await connect();
  socket.close(1000);
  const result = await sdkPage.evaluate(async () => {
    await ws.onClose();
    const late = await messages.get().catch((error: unknown) => (error as Rtcbot.RtcError).code);
    return [ws.closed, ws.ready, ws.error === undefined, late];
  });
  expect(result).toEqual([true, false, true, 'closed']);
});

test('close ends it on both sides, and refuses what comes after', async ({ sdkPage, connect }) => {
  const { socket, received } = await connect();
  const ended = once(socket, 'close');
  const code = await sdkPage.evaluate(async () => {
    ws.put_nowait('last words');
    await Promise.all([ws.close(), ws.close()]);
    try {
      ws.put_nowait('too late');
      return 'accepted';
    } catch (error) {
      return (error as Rtcbot.RtcError).code;
    }
  });
  await ended;
  expect([await received.get(), code]).toEqual(['"last words"', 'closed']);
});

test('a server that fails or breaks off is an error that says so, and the end', async ({
  sdkPage,
  connect,
}) => {
  const watch = () =>
    sdkPage.evaluate(async () => {
      const errors: Error[] = [];
      ws.onError((error: Error) => errors.push(error));
      await ws.onClose();
      const { code, message } = ws.error as Rtcbot.RtcError;
      return { code, message, closed: ws.closed, once: errors.length === 1 };
    });
  const broken = await connect();
  const first = watch();
  broken.socket.terminate();
  expect(await first).toMatchObject({ code: 'websocket-failed', closed: true, once: true });
  const failing = await connect();
  const second = watch();
  failing.socket.close(1011, 'out of memory');
  const { message } = await second;
  expect(message).toMatch(/\/robot was lost: .*1011 out of memory/);
  expect(message).not.toContain('secret');
});

test('a server that is not there sets the error and closes', async ({ sdkPage, server }) => {
  const url = httpUrlOf(server);
  await new Promise((resolve) => server.close(resolve));
  const result = await sdkPage.evaluate(async (gone) => {
    const socket = new rtcbot.Websocket(gone);
    socket.put_nowait('never sent');
    const refused = await socket.onReady().then(
      () => 'ready',
      (error: unknown) => (error as Rtcbot.RtcError).code,
    );
    await socket.onClose();
    return [refused, socket.error?.message, socket.closed];
  }, url);
  expect(result).toEqual([
    'websocket-failed',
    expect.stringContaining('could not be opened'),
    true,
  ]);
});

test("an address of another kind than a WebSocket's is refused at once", async ({ sdkPage }) => {
  const codes = await sdkPage.evaluate(() =>
    ['http://', 'ftp://127.0.0.1/'].map((url) => {
      try {
        return new rtcbot.Websocket(url).ready;
      } catch (error) {
        return (error as Rtcbot.RtcError).code;
      }
    }),
  );
  expect(codes).toEqual(['bad-argument', 'bad-argument']);
});
