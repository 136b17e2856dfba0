import { RtcError, type RTCConnection } from '@rtcbot-web/sdk';
import type { OperatorReport, OperatorRole } from '../src/bridge-messages.js';
import { tellHost } from './host.js';
import type { Screen } from './screen.js';
import { Tile } from './tile.js';

/** What every operator gets, and where what it sends goes. */
export interface OperatorMedia {
  readonly camera: MediaStreamTrack | undefined;
  readonly microphone: MediaStreamTrack | undefined;
  /** Where operators' pictures are shown; undefined to take none. */
  readonly screen: Screen | undefined;
}

interface Operator {
  readonly connection: RTCConnection;
  readonly tile: Tile | undefined;
}

/** Enough to tell one from another. */
const SHOWN_ID_CHARACTERS = 4;

/** Everybody who is connected to this robot, or about to be. */
export class Operators {
  readonly #operators = new Map<string, Operator>();
  readonly #media: OperatorMedia;
  /** Operators that miss messages at the moment, and of whom the host knows it. */
  readonly #lagging = new Set<string>();

  constructor(media: OperatorMedia) {
    this.#media = media;
  }

  /** What the operators get to see and show. */
  get reports(): OperatorReport[] {
    return [...this.#operators].map(([id, { connection, tile }]) => ({
      id,
      connectionState: connection.connectionState,
      ...(tile?.report ?? SILENT),
    }));
  }

  /** Give a connection that does not negotiate yet its media. */
  prepare(id: string, connection: RTCConnection): Operator {
    const { camera, microphone, screen } = this.#media;
    if (camera) connection.video.putSubscription(camera);
    if (microphone) connection.audio.putSubscription(microphone);
    if (!screen) return { connection, tile: undefined };
    const tile = new Tile(`Operator ${id.slice(0, SHOWN_ID_CHARACTERS)}`);
    connection.video.subscribe((stream) => {
      tile.showVideo(stream);
      screen.add(tile);
    });
    connection.audio.subscribe((stream) => {
      tile.playAudio(stream);
      screen.add(tile);
    });
    connection.onConnectionStateChange((state) => {
      tile.connectionState = state;
    });
    connection.onClose(() => {
      tile.remove();
    });
    return { connection, tile };
  }

  /** Let an operator in; the host hears of it, and of all it says. */
  admit(id: string, role: OperatorRole, operator: Operator): void {
    const { connection } = operator;
    this.#dismiss(id);
    this.#operators.set(id, operator);
    tellHost({ type: 'operator-joined', id, role });
    connection.subscribe((data) => {
      tellHost({ type: 'message', id, data });
    });
    connection.onError((error) => {
      tellHost({ type: 'warning', message: `operator ${id}: ${error.message}` });
    });
    connection.onClose(() => {
      if (this.#operators.get(id) === operator) this.#dismiss(id);
    });
  }

  /** Send a message to one operator, or to all. One that has just gone misses it. */
  send(data: unknown, to?: string): void {
    for (const [id, { connection }] of this.#operators) {
      if (to === undefined || to === id) this.#put(id, connection, data);
    }
  }

  /** Hang up on an operator. */
  hangUp(id: string): void {
    void this.#operators.get(id)?.connection.close();
  }

  /** Hang up on everybody. */
  async close(): Promise<void> {
    await Promise.all([...this.#operators.values()].map(({ connection }) => connection.close()));
  }

  #dismiss(id: string): void {
    const operator = this.#operators.get(id);
    if (!operator) return;
    this.#operators.delete(id);
    this.#lagging.delete(id);
    tellHost({ type: 'operator-left', id });
    void operator.connection.close();
  }

  #put(id: string, connection: RTCConnection, data: unknown): void {
    try {
      connection.put_nowait(data);
      this.#lagging.delete(id);
    } catch (error) {
      if (this.#lagging.has(id)) return;
      this.#lagging.add(id);
      const why = error instanceof RtcError ? error.message : String(error);
      tellHost({ type: 'warning', message: `operator ${id} misses messages: ${why}` });
    }
  }
}

const SILENT = { display: { width: 0, height: 0, frames: 0 }, speaker: { level: 0 } } as const;
