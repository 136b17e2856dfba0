/**
 * What the tests of the relay share: real clients, plain WebSockets and relays that end with their test.
 *
 * @module
 */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { request } from 'node:http';
import type { Socket as TcpSocket } from 'node:net';
import type { Refusal } from '@rtcbot-web/sdk/protocol';
import { io, type Socket } from 'socket.io-client';
import { onTestFinished } from 'vitest';
import { createLog, type LogEntry } from '../observe/log.js';
import type { RelayOptions } from '../options.js';
import { createRelay, type Relay } from '../relay.js';

/** A relay on a free port that ends with the test, and what it logged. */
export async function startRelay(
  options: RelayOptions = {},
): Promise<Relay & { readonly logged: LogEntry[] }> {
  const logged: LogEntry[] = [];
  const relay = await createRelay({
    port: 0,
    log: createLog((entry) => logged.push(entry)),
    ...options,
  });
  onTestFinished(() => relay.close());
  return Object.assign(relay, { logged });
}

/** Make a client key. */
export function newKey() {
  return randomBytes(16).toString('base64url');
}

/** What a client is told: the name of an event and its payload. */
export type Told = readonly [event: string, payload: Record<string, unknown>];

/** How to connect. */
export interface ClientOptions {
  readonly key?: string;
  readonly token?: string;
  readonly headers?: Record<string, string>;
  /** Instead of key and token. */
  readonly auth?: object;
}

/** A client of the relay, as another implementation could write it. */
export class TestClient {
  readonly key: string;
  readonly socket: Socket;
  /** Everything it was told and that `next` has not taken yet. */
  readonly told: Told[] = [];
  readonly #waiting: ((told: Told) => void)[] = [];

  constructor(url: string, { key = newKey(), token, headers = {}, auth }: ClientOptions = {}) {
    this.key = key;
    this.socket = io(url, {
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
      auth: auth ?? { key, token },
      extraHeaders: headers,
    });
    this.socket.onAny((event: string, payload: Record<string, unknown>) => {
      const waiting = this.#waiting.shift();
      if (waiting) waiting([event, payload]);
      else this.told.push([event, payload]);
    });
    onTestFinished(() => void this.socket.close());
  }

  /** Wait for the next event. */
  next(): Promise<Told> {
    const told = this.told.shift();
    return told ? Promise.resolve(told) : new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Send an event and wait for its answer. */
  ask(event: string, ...payload: unknown[]): Promise<Record<string, unknown>> {
    return this.socket.timeout(60_000).emitWithAck(event, ...payload) as Promise<
      Record<string, unknown>
    >;
  }

  /** Wait until all that the relay has sent so far is here. */
  async settle(): Promise<void> {
    await this.ask('test:settle');
  }

  /** Wait until the relay, or the network, has ended the connection; returns why. */
  disconnected(): Promise<string> {
    return new Promise((resolve) => this.socket.once('disconnect', resolve));
  }
}

/** Connect a client and wait until it is connected. */
export async function connect(url: string, options?: ClientOptions): Promise<TestClient> {
  const client = new TestClient(url, options);
  await new Promise<void>((resolve, reject) => {
    client.socket.once('connect', resolve);
    client.socket.once('connect_error', reject);
  });
  return client;
}

/** Connect a client that is to be refused; returns the refusal. */
export async function connectRefused(url: string, options?: ClientOptions): Promise<Refusal> {
  const client = new TestClient(url, options);
  const error = await new Promise<Error & { data?: Refusal }>((resolve, reject) => {
    client.socket.once('connect', () => {
      reject(new Error('The relay let the client in.'));
    });
    client.socket.once('connect_error', resolve);
  });
  if (!error.data) throw error;
  return error.data;
}

/** A text frame of a WebSocket, as clients send it. */
export function textFrame(text: string) {
  const body = Buffer.from(text);
  const size = Buffer.alloc(2);
  size.writeUInt16BE(body.length);
  const header =
    body.length < 126
      ? Buffer.from([0x81, 0x80 | body.length])
      : Buffer.from([0x81, 0xfe, ...size]);
  return Buffer.concat([header, Buffer.alloc(4), body]);
}

/** A WebSocket that knows nothing of Socket.IO and answers nothing, not even a ping or a goodbye. */
export interface PlainWebSocket {
  readonly tcp: TcpSocket;
  /** Send a text frame. */
  sendText(text: string): void;
  /** Wait until something that fits has come; returns it. */
  receive(pattern: RegExp): Promise<string>;
  /** Take all that has come. */
  take(): string;
}

/** Open a plain WebSocket to the relay; who opens many ends them, so that the test does not hold them all. */
export async function dialWebSocket(
  url: string,
  path = '/socket.io/?EIO=4&transport=websocket',
): Promise<PlainWebSocket> {
  const upgrade = request(new URL(path, url), {
    headers: {
      Connection: 'Upgrade',
      Upgrade: 'websocket',
      'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Key': randomBytes(16).toString('base64'),
    },
  });
  upgrade.on('response', ({ statusCode }) => {
    upgrade.destroy(new Error(`The upgrade was answered ${statusCode}.`));
  });
  upgrade.end();
  const [, tcp, head] = (await once(upgrade, 'upgrade')) as [unknown, TcpSocket, Buffer];
  let received = head.toString('latin1');
  tcp.on('data', (data) => (received += data.toString('latin1')));
  tcp.on('error', () => undefined);
  const receive = async (pattern: RegExp) => {
    for (;;) {
      const found = pattern.exec(received)?.[0];
      if (found !== undefined) return found;
      await once(tcp, 'data');
    }
  };
  const take = () => {
    const taken = received;
    received = '';
    return taken;
  };
  return { tcp, receive, take, sendText: (text) => void tcp.write(textFrame(text)) };
}

/** Open a plain WebSocket to the relay that ends with the test. */
export async function openWebSocket(url: string, path?: string): Promise<PlainWebSocket> {
  const socket = await dialWebSocket(url, path);
  onTestFinished(() => void socket.tcp.destroy());
  return socket;
}

/** Open a plain WebSocket and join the relay as a client. */
export async function openClientWebSocket(url: string, key: string): Promise<PlainWebSocket> {
  const socket = await openWebSocket(url);
  socket.sendText(`40${JSON.stringify({ key })}`);
  await socket.receive(/40\{"sid":/);
  return socket;
}
