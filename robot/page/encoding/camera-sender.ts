import type { Cameras } from '../media/cameras.js';
import type { EncodingWorker } from './encoding-worker.js';
import { baselineOf } from './h264.js';
import { bestCodec, tuneSender } from './sender-parameters.js';

/** What a sender has of the shared encoders. */
export interface EncoderSharing {
  readonly cameras: Pick<Cameras, 'nameOf'>;
  /** Names of codecs, best first. */
  readonly codecs: readonly string[];
  readonly worker: EncodingWorker;
  /** Whether a camera's viewers can share an encoder. */
  serves(camera: string): boolean;
  /** Whether one who begins to look at a camera is to share an encoder. */
  invites(viewer: CameraSender, camera: string): boolean;
  /** Bits per second to each viewer of a camera, at most; 0 for no limit. */
  maxBitrateOf(camera: string | undefined): number;
  /** A viewer is to see a camera. */
  show(viewer: number, camera: string): void;
  /** A viewer is gone. */
  remove(viewer: number): void;
  /** It does not work. */
  fail(message: string): void;
}

/**
 * One camera's picture on its way to one operator: encoded for that operator alone, or together with others. Whoever sends it
 * does not notice, and exchanges tracks as always.
 */
export class CameraSender {
  readonly #pc: RTCPeerConnection;
  readonly #sender: RTCRtpSender;
  readonly #shared: EncoderSharing;
  readonly #replaceTrack: (track: MediaStreamTrack | null) => Promise<void>;
  #track: MediaStreamTrack | null;
  #camera: string | undefined;
  #viewer: number | undefined;
  /** The last camera that it began to send, and whether others share its encoder. */
  #begun: { readonly camera: string; readonly isShared: boolean } | undefined;
  /** One change after the other. */
  #work: Promise<unknown> = Promise.resolve();

  constructor(pc: RTCPeerConnection, sender: RTCRtpSender, shared: EncoderSharing) {
    this.#pc = pc;
    this.#sender = sender;
    this.#shared = shared;
    this.#track = sender.track;
    this.#camera = shared.cameras.nameOf(sender.track?.id);
    this.#replaceTrack = sender.replaceTrack.bind(sender);
    sender.replaceTrack = (track) => {
      this.#track = track;
      this.#camera = shared.cameras.nameOf(track?.id);
      return this.settle();
    };
    pc.addEventListener('connectionstatechange', () => {
      this.#tellLink();
    });
  }

  /** The camera that is sent. */
  get camera(): string | undefined {
    return this.#camera;
  }

  /** Have it encode as it should by now. */
  settle(): Promise<void> {
    const done = this.#work.then(() => this.#settle());
    this.#work = done.catch(() => undefined);
    return done;
  }

  /** Its connection is closed. */
  close(): void {
    this.#leave();
  }

  async #settle(): Promise<void> {
    if (this.#pc.signalingState === 'closed') return;
    const format = this.#sharedFormat();
    if (!format) await this.#sendAlone();
    else if (this.#viewer === undefined) await this.#join(format);
    else await this.#stay(format);
  }

  /** The codec in which it is to get the frames of others; undefined if it is to have its own encoder. */
  #sharedFormat(): RTCRtpCodecParameters | undefined {
    const camera = this.#camera;
    if (!this.#track || camera === undefined || !this.#shared.serves(camera)) return undefined;
    if (this.#begun?.camera !== camera) {
      this.#begun = { camera, isShared: this.#shared.invites(this, camera) };
    }
    if (!this.#begun.isShared) return undefined;
    return baselineOf(this.#sender.getParameters().codecs);
  }

  async #sendAlone(): Promise<void> {
    const wasShared = this.#leave();
    if (wasShared || this.#sender.track !== this.#track) await this.#replaceTrack(this.#track);
    if (this.#track) await this.#tune(bestCodec(this.#sender, this.#shared.codecs));
  }

  async #join(format: RTCRtpCodecParameters): Promise<void> {
    try {
      await this.#replaceTrack(null);
      await this.#tune(format);
      this.#viewer = await this.#shared.worker.attach(this.#sender, format.payloadType);
    } catch (error) {
      if (this.#isClosed()) return;
      this.#shared.fail(error instanceof Error ? error.message : String(error));
      return this.#sendAlone();
    }
    if (this.#isClosed()) this.#leave();
    else this.#show();
  }

  async #stay(format: RTCRtpCodecParameters): Promise<void> {
    await this.#tune(format);
    this.#show();
  }

  #show(): void {
    if (this.#viewer === undefined || this.#camera === undefined) return;
    this.#shared.show(this.#viewer, this.#camera);
    this.#tellLink();
  }

  #leave(): boolean {
    if (this.#viewer === undefined) return false;
    this.#shared.remove(this.#viewer);
    this.#viewer = undefined;
    return true;
  }

  #tune(codec: RTCRtpCodec | undefined): Promise<void> {
    return tuneSender(this.#sender, {
      codec,
      maxBitrateBps: this.#shared.maxBitrateOf(this.#camera),
    });
  }

  #tellLink(): void {
    if (this.#viewer === undefined) return;
    const isUp = this.#pc.connectionState === 'connected';
    this.#shared.worker.tell({ type: 'link', viewer: this.#viewer, isUp });
  }

  /** Asked anew after each wait. */
  #isClosed(): boolean {
    return this.#pc.signalingState === 'closed';
  }
}
