import { MAX_MESSAGE_BYTES } from '@rtcbot-web/sdk/protocol';
import type { ByteBudget } from '../access/byte-budget.js';
import type { Log } from '@rtcbot-web/sdk/protocol';
import type { Metrics } from '../observe/metrics.js';
import type {
  Corkable,
  EngineConnection,
  Packet,
  RelaySocketServer,
} from './relay-socket-server.js';

const NO_SOCKET_IO = 'not a Socket.IO message, connection ended';
/** What may wait for a client that does not read; who has more is cut off. */
const MAX_BACKLOG_BYTES = 1024 * 1024;
/** For a client to take leave; who is silent then is no longer waited for. */
const GOODBYE_MS = 1000;
const MS_PER_SEC = 1000;
/** That many may wait without their sizes being looked at. */
const FEW_PACKETS = 16;

/** What waits for a client: packets queue up while the one before them has not gone out. */
function backlogBytes({ writeBuffer }: EngineConnection) {
  return writeBuffer.length <= FEW_PACKETS
    ? 0
    : writeBuffer.reduce((sum, { data }) => sum + (data?.length ?? 0), 0);
}

/** Options of a watch. */
export interface WatchOptions {
  readonly log: Log;
  readonly metrics: Metrics;
  /** Packets, events or not, that a client may send per second. */
  readonly packetsPerSec: number;
  readonly isClosing: () => boolean;
}

/** What a client may send within a second, whatever its budget: who sends more is cut off. */
const FLOOD_BYTES = 16 * 1024 * 1024;

/** Packets within a second; from then on answers to what comes at once leave at once. */
const MANY_PACKETS = 50;
/** How many packets may come before what waits for their client is looked at. */
const PACKETS_PER_LOOK = 64;
const together = new WeakSet<Corkable>();

/** A flood of events is a flood of answers, and each alone would cost a system call: so they wait until all that has come is done. */
function answerTogether({ transport }: EngineConnection) {
  const tcp = transport.socket?._socket;
  if (!tcp || together.has(tcp)) return;
  together.add(tcp);
  tcp.cork();
  setImmediate(() => {
    together.delete(tcp);
    tcp.uncork();
  });
}

/** Counts what comes on a connection within a second. */
class PacketMeter {
  /** What its client may send; there is none before it is let in. */
  budget: ByteBudget | undefined;
  #count = 0;
  #bytes = 0;
  #sinceMs = Date.now();
  #untilLook = PACKETS_PER_LOOK;

  /** Whether it is time to look at what waits for the client; to do so at each packet would slow down others in a flood. */
  isDueForLook(): boolean {
    this.#untilLook -= 1;
    if (this.#untilLook > 0) return false;
    this.#untilLook = PACKETS_PER_LOOK;
    return true;
  }

  /** Much has come within this second. */
  get isBusy(): boolean {
    return this.#count > MANY_PACKETS;
  }

  isFlooding({ data }: Packet, packetsPerSec: number): boolean {
    const nowMs = Date.now();
    if (nowMs - this.#sinceMs >= MS_PER_SEC) this.#restart(nowMs);
    const bytes = typeof data === 'string' ? Buffer.byteLength(data) : 0;
    this.budget?.spend(bytes, nowMs);
    this.#count += 1;
    this.#bytes += bytes;
    if (this.#count < packetsPerSec && this.#bytes < FLOOD_BYTES) return false;
    this.#restart(nowMs);
    return true;
  }

  #restart(nowMs: number) {
    this.#count = 0;
    this.#bytes = 0;
    this.#sinceMs = nowMs;
  }
}

/** Ends connections that send what they must not, or do not take what they are sent. */
export class ConnectionWatch {
  readonly #options: WatchOptions;
  /** Connections that have presented a handshake, good or bad. */
  readonly #greeted = new WeakSet<object>();
  readonly #meters = new WeakMap<object, PacketMeter>();
  #oversizedMessages = 0;
  #brokenConnections = 0;

  constructor(options: WatchOptions) {
    this.#options = options;
  }

  /** Connections that were ended for a message over the limit. */
  get oversizedMessages(): number {
    return this.#oversizedMessages;
  }

  /** Connections that were ended, or never came about, for bytes that are not Socket.IO. */
  get brokenConnections(): number {
    return this.#brokenConnections;
  }

  /** Watch all connections of a server. */
  attach({ engine }: RelaySocketServer): void {
    engine.on('connection', (connection: EngineConnection) => {
      const meter = new PacketMeter();
      this.#meters.set(connection, meter);
      const { packetsPerSec } = this.#options;
      connection.on('packet', (packet) => {
        if (meter.isFlooding(packet, packetsPerSec))
          this.#end(connection, 'flood', 'too many packets, connection ended');
        // Who sends without reading is owed ever more answers
        else if (!meter.isDueForLook() || this.reads(connection)) {
          if (meter.isBusy) answerTogether(connection);
        }
      });
      // Not once(), which holds as much memory again as the listener; it is told once all the same
      connection.on('close', (reason, error) => {
        this.#onClose(connection, reason, error);
        const { socket } = connection.transport;
        setTimeout(() => socket?.terminate(), GOODBYE_MS).unref();
      });
    });
    engine.on('connection_error', ({ message }: { message: string }) => {
      this.onBroken({ reason: message }, 'not a Socket.IO handshake');
    });
  }

  /** A connection has presented a handshake. */
  onGreeting(connection: object): void {
    this.#greeted.add(connection);
  }

  /** From now on count what comes on a connection against a budget. */
  charge(connection: object, budget: ByteBudget): void {
    const meter = this.#meters.get(connection);
    if (meter) meter.budget = budget;
  }

  /** A connection has sent what is not Socket.IO. */
  onBroken(fields: Record<string, string>, message = NO_SOCKET_IO): void {
    const { log, metrics } = this.#options;
    this.#brokenConnections += 1;
    metrics.ended('broken');
    log.warn(message, fields);
  }

  /** Whether a client takes what it is sent; if not, its connection is ended. */
  reads(connection: EngineConnection): boolean {
    if (backlogBytes(connection) <= MAX_BACKLOG_BYTES) return true;
    this.#end(connection, 'slow', 'client does not read, connection ended');
    return false;
  }

  #end(connection: EngineConnection, reason: 'flood' | 'slow', message: string) {
    const { log, metrics } = this.#options;
    const { remoteAddress: address } = connection;
    metrics.ended(reason);
    log.warn(message, { address });
    connection.transport.socket?.terminate();
  }

  #onClose(connection: EngineConnection, reason: string, error: unknown) {
    const { log, metrics, isClosing } = this.#options;
    const { remoteAddress: address } = connection;
    if (error instanceof Error && error.message.includes('Max payload size exceeded')) {
      this.#oversizedMessages += 1;
      metrics.ended('oversized');
      const fields = { address, limitBytes: MAX_MESSAGE_BYTES };
      log.warn('message too large, connection ended', fields);
      return;
    }
    const isStranger = !this.#greeted.has(connection);
    if (reason === 'parse error' || (reason === 'forced close' && isStranger && !isClosing()))
      this.onBroken({ address });
  }
}
