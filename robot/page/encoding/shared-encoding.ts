import type { EncoderReport, Encoding } from '../../wire/media.js';
import { framesOf, hasEncodedSources } from '../encoder/encoded-source.js';
import { tellHost } from '../host.js';
import type { Cameras } from '../media/cameras.js';
import { CameraSender, type EncoderSharing } from './camera-sender.js';
import { EncodingWorker } from './encoding-worker.js';
import { prefersH264 } from './h264.js';

/** Encodes each camera once for its viewers; whoever cannot be served so has an encoder of its own. */
export class SharedEncoding implements EncoderSharing {
  readonly cameras: Cameras;
  readonly #encoding: Encoding;
  #codecs: readonly string[];
  readonly #senders = new Map<RTCPeerConnection, Map<RTCRtpSender, CameraSender>>();
  readonly #shown = new Map<number, string>();
  /** What is encoded of each camera that somebody looks at. */
  readonly #tracks = new Map<string, MediaStreamTrack>();
  readonly #failed = new Set<string>();
  #worker: EncodingWorker | undefined;
  #isBroken = !hasEncodedSources();

  constructor(cameras: Cameras, codecs: readonly string[], encoding: Encoding) {
    this.cameras = cameras;
    this.#codecs = codecs;
    this.#encoding = encoding;
    cameras.onChange(({ name }) => {
      this.#follow(name);
    });
  }

  /** Whether this browser can do it. */
  static get isPossible(): boolean {
    return hasEncodedSources();
  }

  /** Names of codecs, best first. */
  get codecs(): readonly string[] {
    return this.#codecs;
  }

  set codecs(codecs: readonly string[]) {
    this.#codecs = codecs;
  }

  /** Where it is encoded. */
  get worker(): EncodingWorker {
    return (this.#worker ??= new EncodingWorker({
      onFailure: (message, camera) => {
        this.fail(message, camera);
      },
    }));
  }

  /** Whether a camera's viewers can share an encoder. */
  serves(camera: string): boolean {
    return !this.#isBroken && !this.#failed.has(camera) && prefersH264(this.#codecs);
  }

  /**
   * Whether somebody who begins to look at a camera is to share an encoder. Unless all do, one who looks alone has an encoder of its
   * own, which costs less, and keeps it when others come: a change would hold the picture up for a moment, maybe while driving.
   */
  invites(viewer: CameraSender, camera: string): boolean {
    if (this.#encoding === 'shared') return true;
    const all = [...this.#senders.values()].flatMap((senders) => [...senders.values()]);
    return all.some((one) => one !== viewer && one.camera === camera);
  }

  /** Bits per second to each viewer of a camera, at most; 0 for no limit. */
  maxBitrateOf(camera: string | undefined): number {
    return camera === undefined ? 0 : (this.cameras.get(camera).settings.maxBitrateBps ?? 0);
  }

  /** A camera's picture is sent from now on. */
  adopt(pc: RTCPeerConnection, sender: RTCRtpSender): void {
    const senders = this.#senders.get(pc) ?? new Map<RTCRtpSender, CameraSender>();
    this.#senders.set(pc, senders);
    if (!senders.has(sender)) senders.set(sender, new CameraSender(pc, sender, this));
  }

  /** Have what a connection sends encoded as it should by now. */
  async settle(pc: RTCPeerConnection): Promise<void> {
    const senders = [...(this.#senders.get(pc)?.values() ?? [])];
    // One that is being closed, or changed by somebody else at the same time, is settled the next time.
    await Promise.allSettled(senders.map((sender) => sender.settle()));
  }

  /** A connection is closed. */
  release(pc: RTCPeerConnection): void {
    for (const sender of this.#senders.get(pc)?.values() ?? []) sender.close();
    this.#senders.delete(pc);
  }

  /** A viewer is to see a camera. */
  show(viewer: number, camera: string): void {
    const before = this.#shown.get(viewer);
    this.#shown.set(viewer, camera);
    if (before !== camera) this.worker.tell({ type: 'show', viewer, camera });
    const settings = { maxBitrateBps: this.maxBitrateOf(camera) };
    this.worker.tell({ type: 'settings', camera, settings });
    this.#follow(camera);
    if (before !== undefined) this.#follow(before);
  }

  /** A viewer is gone. */
  remove(viewer: number): void {
    const camera = this.#shown.get(viewer);
    this.#shown.delete(viewer);
    this.worker.tell({ type: 'remove', viewer });
    if (camera !== undefined) this.#follow(camera);
  }

  /** It does not work, for one camera or at all: each viewer gets an encoder of its own. The log says so once. */
  fail(message: string, camera?: string): void {
    if (this.#isBroken || (camera !== undefined && this.#failed.has(camera))) return;
    if (camera === undefined) this.#isBroken = true;
    else this.#failed.add(camera);
    const what = camera === undefined ? 'the shared encoder' : `the shared encoder of ${camera}`;
    tellHost({
      type: 'warning',
      message: `${what} failed, each operator has one of its own now: ${message}`,
    });
    for (const pc of this.#senders.keys()) void this.settle(pc);
  }

  /** What is encoded here. */
  async report(): Promise<readonly EncoderReport[]> {
    return this.#worker ? this.#worker.report() : [];
  }

  /** Have the worker encode what the camera gives now, if anybody looks. */
  #follow(camera: string): void {
    const isWatched = [...this.#shown.values()].includes(camera);
    const current = isWatched ? this.cameras.get(camera).track : undefined;
    // One that has ended is about to be replaced, and has no frames.
    const track = current?.readyState === 'live' ? current : undefined;
    if (track === this.#tracks.get(camera)) return;
    if (track) this.#tracks.set(camera, track);
    else this.#tracks.delete(camera);
    const frames = track ? framesOf(track) : null;
    this.worker.tell({ type: 'source', camera, frames }, frames ? [frames] : []);
  }
}
