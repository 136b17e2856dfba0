import { LocalConnectionLimits, type ConnectionLimits } from './access/connection-limits.js';
import type { RelayLimits } from './options.js';
import type { Address, Delivery } from './rooms/outcome.js';
import { MemoryRoomStore } from './rooms/memory-room-store.js';
import { isAlive, type RelaySocketServer } from './signalling/relay-socket-server.js';
import { Registry } from './rooms/registry.js';

/** What a backend asks of the sockets of this process. */
export interface LocalSockets {
  readonly io: RelaySocketServer;
  readonly deliver: (delivery: Delivery) => void;
  /**
   * End a socket of this process.
   * @param heir - where its client is now
   */
  readonly end: (socketId: string, heir?: Address) => void;
}

/** Where a relay keeps what it knows: in its own memory, or where other nodes see it, too. */
export interface Backend {
  readonly registry: Registry;
  readonly connections: ConnectionLimits;
  /** Whether there may be other nodes, to which clients can go. */
  readonly isShared: boolean;
  /** Start to work with the sockets of this process. */
  attach(sockets: LocalSockets): void;
  /** Ask whether somebody is at the other end of a socket, be it on another node. */
  isAlive(address: Address): Promise<boolean>;
  /** Deliver what was kept for a client to where it is now. */
  forward(delivery: Delivery): void;
  /** Whether new robots and operators can be served now. */
  isReady(): boolean;
  /** Let go of what it holds; what it knows about this node stays until its lease has run out. */
  close(): Promise<void>;
}

/**
 * Make a backend of one's own memory.
 * @param limits - bounds of what clients may do
 */
export function createMemoryBackend(limits: RelayLimits): Backend {
  let local: LocalSockets | undefined;
  return {
    registry: new Registry(new MemoryRoomStore(), limits),
    connections: new LocalConnectionLimits(),
    isShared: false,
    attach: (sockets) => {
      local = sockets;
    },
    isAlive: ({ socketId }) => isAlive(local?.io.sockets.sockets.get(socketId)),
    forward: (delivery) => local?.deliver(delivery),
    isReady: () => true,
    close: () => Promise.resolve(),
  };
}
