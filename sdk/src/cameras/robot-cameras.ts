import { RtcError, SubscriptionClosed } from '../errors.js';
import type { DataChannel, DataChannelOptions } from '../connection/messages/data-channel.js';
import type { ListenOptions } from '../subscriptions/listeners.js';
import type { Subscriber, Subscription } from '../subscriptions/subscription.js';
import { SubscriptionProducer } from '../subscriptions/subscription-producer.js';
import { CAMERAS_CHANNEL, cameraNewsOf, type CameraNews, type RobotCamera } from './camera-news.js';
import { CameraView } from './camera-view.js';
import { camerasToAskFor } from './camera-wish.js';

/** The video that comes in over a connection. */
interface IncomingVideo {
  /** Another number for each link. */
  readonly _link: number;
  /** The tracks of this link, in the order in which they came. */
  readonly _tracks: readonly MediaStreamTrack[];
  /** Whether somebody looks at what comes in whatever it shows. */
  readonly _isFollowed: boolean;
  _onChange(listener: () => void): unknown;
}

/** What {@link RobotCameras} need of their connection. */
interface CamerasConnection {
  readonly video: IncomingVideo;
  readonly closed: boolean;
  addDataChannel(name: string, options?: DataChannelOptions): DataChannel;
  getDataChannel(name: string): DataChannel;
  onClose(listener: () => void): unknown;
}

/**
 * The cameras of the robot at the other end, each by its name. Outputs the list of them at first, and whenever it changes.
 * Nothing is asked for before somebody subscribes or calls `show`; what is no robot of RTCBot Web never answers.
 *
 * @example
 * ```ts
 * conn.cameras.subscribe((cameras) => console.log(cameras.map(({ name }) => name)));
 * conn.cameras.show('rear').subscribe((stream) => { video.srcObject = stream; });
 * ```
 */
export class RobotCameras extends SubscriptionProducer<readonly RobotCamera[]> {
  readonly #connection: CamerasConnection;
  readonly #views = new Set<CameraView>();
  #isWanted = false;
  #channel: DataChannel | undefined;
  #news: CameraNews | undefined;
  /** The link over which that came. */
  #newsLink = -1;
  /** The link on which the robot closed the channel. */
  #endedOn = -1;
  /** What was asked for last over this link. */
  #asked: { readonly link: number; readonly wish: string } | undefined;

  /** Made by a connection. @internal */
  constructor(connection: CamerasConnection) {
    super();
    this.#connection = connection;
    this.show = this.show.bind(this);
    connection.onClose(() => void this.close());
    connection.video._onChange(() => {
      if (this.#isWanted) this.#open();
      this.#settle();
    });
  }

  /** What the robot said of its cameras last; undefined before it has. */
  get all(): readonly RobotCamera[] | undefined {
    return this.#news?.cameras;
  }

  override subscribe(): Subscription<readonly RobotCamera[]>;
  override subscribe<S extends Subscriber<readonly RobotCamera[]>>(subscriber: S): S;
  override subscribe(
    subscriber?: Subscriber<readonly RobotCamera[]>,
  ): Subscriber<readonly RobotCamera[]> {
    this.#open();
    const added = subscriber ? super.subscribe(subscriber) : super.subscribe();
    const { all } = this;
    if (all) this._catchUp(added, all);
    return added;
  }

  override get(): Promise<readonly RobotCamera[]> {
    this.#open();
    return this.all ? Promise.resolve(this.all) : super.get();
  }

  /**
   * See the camera of this name until the view is closed, or `signal` aborts. Several may be seen, and each more than once.
   * @throws SubscriptionClosed once the connection is closed
   */
  show(name: string, { signal }: ListenOptions = {}): CameraView {
    if (this.closed) throw new SubscriptionClosed('The connection is closed.');
    const view = new CameraView(name);
    this.#views.add(view);
    view.onClose(() => {
      this.#views.delete(view);
      this.#settle();
    });
    const close = (): void => void view.close();
    if (signal?.aborted) close();
    signal?.addEventListener('abort', close, { once: true });
    this.#open();
    this.#settle();
    return view;
  }

  #open(): void {
    this.#isWanted = true;
    const { closed, video } = this.#connection;
    if (this.#channel || closed || this.#endedOn === video._link) return;
    const channel = openChannel(this.#connection);
    this.#channel = channel;
    channel.subscribe((message) => {
      this.#take(message);
    });
    channel.onClose(() => {
      this.#channel = undefined;
      this.#endedOn = video._link;
    });
  }

  #take(message: unknown): void {
    const news = cameraNewsOf(message);
    if (!news) return;
    const former = JSON.stringify(this.#news?.cameras);
    this.#news = news;
    this.#newsLink = this.#connection.video._link;
    this.#settle();
    if (JSON.stringify(news.cameras) !== former) this._put_nowait(news.cameras);
  }

  /** Have every view show its camera, and ask for those that are not sent. */
  #settle(): void {
    if (this.closed) return;
    const { video } = this.#connection;
    const news = this.#newsLink === video._link ? this.#news : undefined;
    for (const view of this.#views) {
      const track = news && video._tracks[news.show.indexOf(view.name)];
      const problem = news && !track ? problemOf(view.name, news) : undefined;
      if (track ?? problem) view._show(track, problem);
      else view._detach();
    }
    if (this.#news) this.#ask(this.#news, news !== undefined);
  }

  /** @param isCurrent - whether it is what is sent over this link; otherwise asking makes the robot say what is */
  #ask({ cameras, show }: CameraNews, isCurrent: boolean): void {
    const { _link: link, _isFollowed: keepsFirst } = this.#connection.video;
    const known = cameras.map(({ name }) => name);
    const wanted = [...this.#views].map(({ name }) => name);
    const asked = this.#asked?.link === link ? this.#asked.wish : undefined;
    // Who has never wished for a camera leaves it to whoever else speaks on the channel.
    if (wanted.length === 0 && asked === undefined) return;
    const names = camerasToAskFor({ known, shown: show, wanted, keepsFirst });
    const wish = JSON.stringify(names);
    const isFulfilled = isCurrent && wish === JSON.stringify(show);
    if (wish !== asked && !isFulfilled) this.#channel?.put_nowait({ show: names });
    this.#asked = { link, wish };
  }

  protected override async _close(): Promise<void> {
    await Promise.all([...this.#views].map((view) => view.close()));
    await super._close();
  }
}

/** The page may have opened it already. */
function openChannel(connection: CamerasConnection): DataChannel {
  try {
    return connection.getDataChannel(CAMERAS_CHANNEL);
  } catch (error) {
    if (!(error instanceof RtcError)) throw error;
    return connection.addDataChannel(CAMERAS_CHANNEL);
  }
}

function problemOf(name: string, { cameras, show, error }: CameraNews): string | undefined {
  if (show.includes(name)) return undefined; // its track is on the way
  if (cameras.some((camera) => camera.name === name)) return error;
  const names = cameras.map((camera) => `"${camera.name}"`).join(', ') || 'none';
  return `The robot has no camera "${name}". Available: ${names}.`;
}
