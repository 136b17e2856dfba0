import type { Server as HttpServer } from 'node:http';
import { MAX_MESSAGE_BYTES } from '@rtcbot-web/sdk/protocol';
import { Server as SocketServer, type DefaultEventsMap, type Socket } from 'socket.io';
import type { Delivery } from '../rooms/outcome.js';

/** The path that is Socket.IO's. */
export const SOCKET_PATH = '/socket.io/';
/** A frozen client is noticed when both have passed: within 4.5 s. A ping costs as much as a signal, so there are few. */
const PING_INTERVAL_MS = 2500;
const PING_TIMEOUT_MS = 2000;
/** For a connection to present its handshake. */
const CONNECT_TIMEOUT_MS = 5000;
/** For a client to answer whether it is still there. */
export const PROBE_TIMEOUT_MS = 1000;

/** Events for clients. */
type OutgoingEvents = Record<Delivery['event'], (payload: Delivery['payload']) => void>;
/** A client's socket. */
export type ClientSocket = Socket<DefaultEventsMap, OutgoingEvents>;
/** Socket.IO, as the relay uses it. */
export type RelaySocketServer = SocketServer<DefaultEventsMap, OutgoingEvents>;

/** A TCP socket that can hold back what is written. */
export interface Corkable {
  cork(): void;
  uncork(): void;
}

/** A packet of Engine.IO. */
export interface Packet {
  readonly data?: unknown;
}

/** The part of an Engine.IO socket that matters here. */
export interface EngineConnection {
  readonly remoteAddress: string;
  readonly readyState: string;
  /** Packets that wait. */
  readonly writeBuffer: readonly { readonly data?: { readonly length: number } }[];
  readonly transport: {
    /** The WebSocket. */
    readonly socket?: { terminate(): void; readonly _socket?: Corkable };
  };
  sendPacket(type: 'ping'): void;
  on(event: 'packet', listener: (packet: Packet) => void): void;
  on(event: 'close', listener: (reason: string, error?: unknown) => void): void;
  once(event: 'heartbeat', listener: () => void): void;
  off(event: 'heartbeat', listener: () => void): void;
}

/**
 * Let go of a handshake that is over: its request is much of what a connection costs, and its token is secret.
 * @see https://socket.io/docs/v4/memory-usage/
 */
export function forgetHandshake(socket: ClientSocket): void {
  Object.assign(socket.conn, { request: undefined });
  Object.assign(socket, { handshake: undefined });
}

/** Tell the connection under a client's socket. */
export function connectionOf(socket: ClientSocket): EngineConnection {
  return socket.conn as unknown as EngineConnection;
}

/**
 * Make the Socket.IO server of a relay: WebSocket only, frozen clients are soon noticed.
 * @param server - whose upgrades it takes
 */
export function createSocketServer(server: HttpServer): RelaySocketServer {
  return new SocketServer(server, {
    path: SOCKET_PATH,
    transports: ['websocket'],
    serveClient: false,
    perMessageDeflate: false,
    maxHttpBufferSize: MAX_MESSAGE_BYTES,
    pingInterval: PING_INTERVAL_MS,
    pingTimeout: PING_TIMEOUT_MS,
    connectTimeout: CONNECT_TIMEOUT_MS,
  });
}

/**
 * Ask whether somebody is at the other end of a socket; every client answers by itself.
 * @param socket - the socket; undefined: it is gone
 */
export function isAlive(socket: ClientSocket | undefined): Promise<boolean> {
  if (!socket) return Promise.resolve(false);
  const connection = connectionOf(socket);
  return new Promise((resolve) => {
    const settle = (alive: boolean) => {
      clearTimeout(timer);
      connection.off('heartbeat', onHeartbeat);
      resolve(alive);
    };
    const onHeartbeat = () => {
      settle(true);
    };
    const timer = setTimeout(settle, PROBE_TIMEOUT_MS, false);
    connection.once('heartbeat', onHeartbeat);
    connection.sendPacket('ping');
  });
}
