import { createServer, type IncomingMessage, type Server as HttpServer } from 'node:http';
import type { Duplex } from 'node:stream';

/** Hands the WebSocket upgrades of one path over to Socket.IO; all else on a user's server stays untouched. */
export interface UpgradeGate {
  /** A server for Socket.IO to attach to. It never listens: it is fed with upgrades. */
  readonly server: HttpServer;
  /** Stop feeding. */
  close(): void;
  /**
   * Wait until the connections that came through have ended, and end those that go on after a while.
   * @param graceMs - how long the other side may take to say goodbye
   */
  drain(graceMs: number): Promise<void>;
}

/**
 * Open a gate.
 * @param server - the server that gets the upgrades
 * @param path - the path that is Socket.IO's
 */
export const openUpgradeGate = (server: HttpServer, path: string): UpgradeGate => {
  const inner = createServer();
  const sockets = new Set<Duplex>();
  const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (!request.url?.startsWith(path)) {
      if (server.listenerCount('upgrade') === 1) socket.destroy();
      return;
    }
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => undefined); // a reset is followed by 'close', which is all that counts
    inner.emit('upgrade', request, socket, head);
  };
  server.on('upgrade', onUpgrade);
  return {
    server: inner,
    close: () => server.off('upgrade', onUpgrade),
    drain: async (graceMs) => {
      const timer = setTimeout(() => {
        for (const socket of sockets) socket.destroy();
      }, graceMs);
      await Promise.all([...sockets].map(ended));
      clearTimeout(timer);
    },
  };
};

/** Unlike `once()` of node:events, not disturbed by a reset on the way. */
const ended = (socket: Duplex): Promise<void> =>
  new Promise((resolve) => {
    socket.once('close', () => {
      resolve();
    });
  });
