import { RtcError, type RTCConnection } from '@rtcbot-web/sdk';
import { CAMERAS_CHANNEL, type OperatorReport } from '../../wire/media.js';
import type { HostMessage, OpenChannel, OperatorRole } from '../../wire/messages.js';
import { packPayload, unpackPayload, type RawMessage } from '../../wire/bytes.js';
import { carryOperatorCalls } from './calls.js';
import { serveCameras } from './camera-channel.js';
import type { Cameras } from '../media/cameras.js';
import { type Access, carryDriving, endDriving, tellSignal, vouchForDriving } from './driving.js';
import { tellHost } from '../host.js';
import type { RobotMicrophone } from '../media/microphone.js';
import { OperatorChannels } from './operator-channels.js';
import type { Screen } from '../screen/screen.js';
import type { OperatorTile } from '../screen/operator-tile.js';
import { tune } from '../encoding/tuned-peer-connection.js';
import { VideoSlots } from './video-slots.js';

/** What every operator gets, and where what it sends goes. */
export interface OperatorMedia {
  readonly cameras: Cameras;
  readonly microphone: RobotMicrophone;
  readonly screen: Screen;
}

/** An operator that is connected, or about to be. */
export interface Operator {
  readonly connection: RTCConnection;
  readonly tile: OperatorTile | undefined;
  readonly slots: VideoSlots;
  readonly channels: OperatorChannels;
}

/** Who an operator is. */
export interface OperatorIdentity {
  readonly id: string;
  /** What the relay vouches for. */
  readonly role: OperatorRole;
}

type MessageOut = Extract<HostMessage, { type: 'message' }>;

/** Everybody who is connected to this robot, or about to be. */
export class Operators {
  readonly #operators = new Map<string, Operator>();
  readonly #media: OperatorMedia;
  /** Operators that miss messages at the moment, and of whom the host knows it. */
  readonly #lagging = new Set<string>();

  constructor(media: OperatorMedia) {
    this.#media = media;
  }

  /** How many there are. */
  get count(): number {
    return this.#operators.size;
  }

  /** What the operators get to see and show. */
  get reports(): OperatorReport[] {
    return [...this.#operators].map(([operatorId, { connection, tile, slots }]) => ({
      operatorId,
      connectionState: connection.connectionState,
      cameras: slots.names,
      ...(tile?.report ?? SILENT),
    }));
  }

  /**
   * Give a connection that does not negotiate yet its media.
   * @param videoTracks - how many tracks it can have, where that is settled
   */
  prepare(
    { id, role }: OperatorIdentity,
    connection: RTCConnection,
    videoTracks?: number,
  ): Operator {
    const { cameras, microphone, screen } = this.#media;
    const slots = new VideoSlots(connection, cameras, videoTracks);
    for (const camera of cameras.all) connection.onClose(camera.watch());
    microphone.sendTo(connection);
    carryDriving(id, connection);
    carryOperatorCalls(id, connection);
    const tile = screen.show(id, connection, role);
    const channels = new OperatorChannels(id, connection, (channel) => {
      if (channel.name === CAMERAS_CHANNEL) serveCameras(channel, cameras, slots);
    });
    connection.onConnectionStateChange((state) => {
      if (state === 'connected') void tune();
    });
    return { connection, tile, slots, channels };
  }

  /** Let an operator in; the host hears of it, and of all it says. */
  admit(id: string, access: Access, operator: Operator): void {
    const { connection } = operator;
    this.#dismiss(id);
    this.#operators.set(id, operator);
    tellHost({ type: 'operator-joined', id, role: access.role });
    vouchForDriving('join', id, access);
    operator.slots.onSignal((signal) => {
      if (this.#operators.get(id) === operator) tellSignal(id, signal);
    });
    connection.subscribe((message) => {
      tellHost({ type: 'message', id, ...packPayload(message as RawMessage) });
    });
    connection.onError((error) => {
      tellHost({ type: 'warning', message: `operator ${id}: ${error.message}` });
    });
    connection.onClose(() => {
      if (this.#operators.get(id) === operator) this.#dismiss(id);
    });
  }

  /** The relay vouches for another role, or another time, of an operator. */
  renew(id: string, access: Access): void {
    if (!this.#operators.has(id)) return;
    tellHost({ type: 'operator-renewed', id, role: access.role });
    vouchForDriving('renew', id, access);
  }

  /** Send a message to one operator, or to all. One that has just gone misses it. */
  send(message: MessageOut): void {
    const { to, channel } = message;
    const unpacked = unpackPayload(message);
    for (const [id, { connection, channels }] of this.#operators) {
      if (to !== undefined && to !== id) continue;
      const target = channel === undefined ? connection : channels.find(channel);
      if (target) this.#put(id, target, unpacked);
    }
  }

  /** Open a data channel to an operator. */
  openChannel(request: OpenChannel): void {
    this.#operators.get(request.id)?.channels.open(request);
  }

  /** Close one. */
  closeChannel(id: string, channel: string): void {
    void this.#operators.get(id)?.channels.find(channel)?.close();
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
    endDriving(id);
    void operator.connection.close();
  }

  #put(id: string, target: { put_nowait(message: unknown): void }, message: unknown): void {
    try {
      target.put_nowait(message);
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
