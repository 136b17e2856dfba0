import { createServer, type IncomingMessage, type Server as HttpServer } from 'node:http';
import type { Duplex } from 'node:stream';
import { addressOf } from './address.js';
import { TokenBucket } from './token-bucket.js';

/** Hands the WebSocket upgrades of one path over to Socket.IO; all else on a user's server stays untouched. */
export interface UpgradeGate {
  /** A server for Socket.IO to attach to. It never listens: it is fed with upgrades. */
  readonly server: HttpServer;
  /** From now on refuse whoever comes, so that a load balancer sends them elsewhere. */
  refuseAll(): void;
  /** Stop feeding. */
  close(): void;
  /**
   * Wait until the connections that came through have ended, and end those that go on after a while.
   * @param graceMs - how long the other side may take to say goodbye
   */
  drain(graceMs: number): Promise<void>;
}

/** How a gate works. */
export interface GateOptions {
  /** The path that is Socket.IO's. */
  readonly path: string;
  readonly trustProxy: boolean;
  /** Connections from one address, those that have not said hello yet included. */
  readonly connectionsPerAddress: number;
  /** New connections per second from one address; five times as many at once. */
  readonly connectsPerSec: number;
  /** Called for each connection that is turned away. */
  readonly onRefused: (address: string) => void;
}

const BURST = 5;
/** Addresses to remember before those that have calmed down are forgotten. */
const REMEMBERED = 10_000;

/** Tells how each address behaves. */
class Visitors {
  readonly #options: GateOptions;
  readonly #open = new Map<string, number>();
  readonly #rates = new Map<string, TokenBucket>();

  constructor(options: GateOptions) {
    this.#options = options;
  }

  /** Count one more connection, unless there are too many. */
  enter(address: string, nowMs: number): boolean {
    const { connectionsPerAddress, connectsPerSec } = this.#options;
    const count = this.#open.get(address) ?? 0;
    if (this.#rates.size > REMEMBERED) this.#rates.clear();
    const rate = { perSec: connectsPerSec, burst: BURST * connectsPerSec };
    const bucket = this.#rates.get(address) ?? new TokenBucket(rate, nowMs);
    this.#rates.set(address, bucket);
    if (count >= connectionsPerAddress || !bucket.take(nowMs)) return false;
    this.#open.set(address, count + 1);
    return true;
  }

  /** A connection has ended. */
  leave(address: string) {
    const count = (this.#open.get(address) ?? 1) - 1;
    if (count > 0) this.#open.set(address, count);
    else this.#open.delete(address);
  }
}

/**
 * Open a gate.
 * @param server - the server that gets the upgrades
 * @param options - how it works
 */
export function openUpgradeGate(server: HttpServer, options: GateOptions): UpgradeGate {
  const inner = createServer();
  const sockets = new Set<Duplex>();
  const visitors = new Visitors(options);
  let isRefusing = false;
  const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (!request.url?.startsWith(options.path)) {
      if (server.listenerCount('upgrade') === 1) socket.destroy();
      return;
    }
    socket.on('error', ignore); // a reset is followed by 'close', which is all that counts
    if (isRefusing) {
      turnAway(socket, '503 Service Unavailable');
      return;
    }
    const address = addressOf(request, options.trustProxy);
    if (!visitors.enter(address, Date.now())) {
      options.onRefused(address);
      turnAway(socket, '429 Too Many Requests');
      return;
    }
    sockets.add(socket);
    // Not once(), which holds as much memory again as the listener
    socket.on('close', () => {
      if (!sockets.delete(socket)) return;
      visitors.leave(address);
    });
    const known = socket.rawListeners('close');
    inner.emit('upgrade', request, socket, head);
    dropResponse(socket, known);
  };
  server.on('upgrade', onUpgrade);
  return {
    server: inner,
    refuseAll: () => {
      isRefusing = true;
    },
    close: () => server.off('upgrade', onUpgrade),
    drain: async (graceMs) => {
      const timer = setTimeout(() => {
        for (const socket of sockets) socket.destroy();
      }, graceMs);
      await Promise.all([...sockets].map(ended));
      clearTimeout(timer);
    },
  };
}

function ignore() {
  return undefined;
}

/**
 * Engine.IO makes a stand-in for a response, which holds the request until the connection closes: all for middlewares
 * of HTTP, and the relay has none. It would be a tenth of what a connection costs.
 */
function dropResponse(socket: Duplex, known: readonly unknown[]) {
  for (const listener of socket.rawListeners('close') as (() => void)[])
    if (!known.includes(listener) && 'listener' in listener) socket.off('close', listener);
}

function turnAway(socket: Duplex, status: string) {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nRetry-After: 5\r\n\r\n`);
}

/** Unlike `once()` of node:events, not disturbed by a reset on the way. */
function ended(socket: Duplex): Promise<void> {
  return new Promise((resolve) => {
    socket.once('close', () => {
      resolve();
    });
  });
}
