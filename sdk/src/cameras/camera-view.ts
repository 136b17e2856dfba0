import { RtcError } from '../errors.js';
import { Listeners, type ListenOptions } from '../subscriptions/listeners.js';
import type { Subscriber, Subscription } from '../subscriptions/subscription.js';
import { SubscriptionProducer } from '../subscriptions/subscription-producer.js';

/**
 * What a robot's camera shows, as long as this is open. `subscribe(callback)` calls back once, with `stream`, which stays the same:
 * when a link heals, or the camera comes on another track, tracks are exchanged inside it. `ready` says whether the robot sends it.
 *
 * @example
 * ```ts
 * const rear = conn.cameras.show('rear');
 * rear.subscribe((stream) => { video.srcObject = stream; });
 * rear.onChange(() => { note.textContent = rear.problem?.message ?? ''; });
 * ```
 */
export class CameraView extends SubscriptionProducer<MediaStream> {
  /** Name of the camera. */
  readonly name: string;
  /** Its picture; without a track until the robot sends it. */
  readonly stream = new MediaStream();
  readonly #changes = new Listeners<CameraView>();
  #problem: RtcError | undefined;

  /** Made by `conn.cameras.show()`. @internal */
  constructor(name: string) {
    super();
    this.name = name;
    this.onChange = this.onChange.bind(this);
  }

  /** Why the robot does not send it, if it has said so: `bad-argument` where it has no camera of this name. */
  get problem(): RtcError | undefined {
    return this.#problem;
  }

  /** Call `listener` whenever the track in `stream`, or `problem`, has become another. */
  onChange<S extends Subscriber<CameraView>>(listener: S, options?: ListenOptions): S {
    return this.#changes.add(listener, options);
  }

  override subscribe(): Subscription<MediaStream>;
  override subscribe<S extends Subscriber<MediaStream>>(subscriber: S): S;
  override subscribe(subscriber?: Subscriber<MediaStream>): Subscriber<MediaStream> {
    const added = subscriber ? super.subscribe(subscriber) : super.subscribe();
    if (!this.closed) this._catchUp(added, this.stream);
    return added;
  }

  override get(): Promise<MediaStream> {
    return this.closed ? super.get() : Promise.resolve(this.stream);
  }

  /** Show this track from now on; undefined: none. @internal */
  _show(track: MediaStreamTrack | undefined, problem: string | undefined): void {
    const [former] = this.stream.getTracks();
    const hasChanged = former !== track || this.#problem?.message !== problem;
    if (former !== track) {
      if (former) this.stream.removeTrack(former);
      if (track) this.stream.addTrack(track);
    }
    this.#problem = problem === undefined ? undefined : new RtcError('bad-argument', problem);
    this._setReady(track !== undefined);
    if (hasChanged) this.#changes.emit(this);
  }

  /** It does not come now: what is on screen stays there as what it is, an old picture. @internal */
  _detach(): void {
    this._setReady(false);
  }

  protected override _close(): void | Promise<void> {
    this.#changes.clear();
    for (const track of this.stream.getTracks()) this.stream.removeTrack(track);
    return super._close();
  }
}
