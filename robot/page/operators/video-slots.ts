import { RtcError, type RTCConnection } from '@rtcbot-web/sdk';
import type { Camera } from '../media/camera.js';
import type { Cameras } from '../media/cameras.js';

interface Slot {
  camera: Camera | undefined;
  readonly replace: (track: MediaStreamTrack | null) => void;
}

/**
 * The pictures that one operator is sent. The first name in the list is on its first video track, the second one on
 * its second, and so on; naming others exchanges what a track shows, and no track ever goes away.
 */
export class VideoSlots {
  readonly #connection: RTCConnection;
  readonly #cameras: Cameras;
  readonly #slots: Slot[] = [];
  readonly #limit: number;
  #onSignal: ((signal: 'live' | 'lost') => void) | undefined;

  /** @param limit - how many tracks there can be; a connection without a relay has those that its offer asked for */
  constructor(connection: RTCConnection, cameras: Cameras, limit = Number.POSITIVE_INFINITY) {
    this.#connection = connection;
    this.#cameras = cameras;
    this.#limit = limit;
    this.#show(cameras.all.slice(0, Number.isFinite(limit) ? limit : 1));
    const ending = new AbortController();
    cameras.onChange((camera) => {
      if (connection.closed) return;
      for (const slot of this.#slots) if (slot.camera === camera) slot.replace(camera.track);
      this.#tellSignal();
    }, ending);
    connection.onClose(() => ending.abort());
  }

  /** Names of the cameras that are shown. */
  get names(): string[] {
    return this.#slots.flatMap(({ camera }) => camera?.name ?? []);
  }

  /**
   * Call `listener`, now and whenever that may have changed, with whether any camera that is shown gives a picture; never for a robot
   * without cameras.
   */
  onSignal(listener: (signal: 'live' | 'lost') => void): void {
    this.#onSignal = listener;
    this.#tellSignal();
  }

  /**
   * Show these cameras, in this order.
   * @throws RtcError `bad-argument` if one is not there, is named twice, or there are more than the connection can have
   */
  show(names: readonly string[]): void {
    const cameras = names.map((name) => this.#cameras.get(name));
    if (cameras.length > this.#limit) {
      throw new RtcError(
        'bad-argument',
        `Without a relay a connection has as many cameras as its offer asked for, here ${this.#limit}: call conn.video.offerToReceive(${cameras.length}) before getLocalDescription().`,
      );
    }
    const twice = names.find((name, index) => names.indexOf(name) < index);
    if (twice !== undefined) {
      throw new RtcError('bad-argument', `A camera is shown once; "${twice}" is named twice.`);
    }
    this.#show(cameras);
  }

  #show(cameras: readonly Camera[]): void {
    this.#slots.forEach((slot, index) => {
      const camera = cameras[index];
      if (slot.camera === camera) return;
      slot.camera = camera;
      slot.replace(camera?.track ?? null);
    });
    for (const camera of cameras.slice(this.#slots.length)) this.#slots.push(this.#add(camera));
    this.#tellSignal();
  }

  #tellSignal(): void {
    if (this.#cameras.all.length === 0) return;
    const isLive = this.#slots.some(({ camera }) => camera?.report.state === 'live');
    this.#onSignal?.(isLive ? 'live' : 'lost');
  }

  #add(camera: Camera): Slot {
    const { video } = this.#connection;
    // The first one is what `conn.video` itself sends.
    const sender = this.#slots.length > 0 ? video.addTrack(camera.track) : video;
    sender.putSubscription(camera.track);
    return {
      camera,
      replace: (track) => {
        sender.putSubscription(track);
      },
    };
  }
}
