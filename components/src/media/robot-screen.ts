import type { PictureOnScreen, RTCConnection } from '@rtcbot-web/sdk';
import { onDrivingChange, teleopOf } from '../link/link-facts.js';
import type { FrameClock } from './frame-clock.js';
import { streamOf } from './shown-stream.js';
import { SightWatch } from './sight-watch.js';

/** What a {@link RobotScreen} needs of its element. */
export interface ScreenHost {
  readonly video: HTMLVideoElement;
  /** What the picture has in the page. */
  readonly box: Element;
  readonly clock: FrameClock;
  connection(): RTCConnection | undefined;
  /** Whether what is shown was given as `srcObject`. */
  isOwnStream(): boolean;
  /** The robot answers, or does not any more; the driver is another one; the picture is too old. */
  onChange(): void;
}

/** Says what an operator sees here of what comes from the robot: it is driven by that and by nothing else. */
export class RobotScreen {
  readonly #host: ScreenHost;
  readonly #sight: SightWatch;
  #listening = new AbortController();

  constructor(host: ScreenHost) {
    this.#host = host;
    this.#sight = new SightWatch(host.video, host.box);
  }

  /**
   * Tell the robot for the connection that is in use now, from now on.
   * @param view - the window that shows the picture; undefined: none does
   */
  listen(view: (Window & typeof globalThis) | undefined): void {
    this.#listening.abort();
    this.#listening = new AbortController();
    const teleop = teleopOf(this.#host.connection());
    if (!teleop || !view) return;
    const { signal } = this.#listening;
    onDrivingChange(teleop, view, () => this.#host.onChange(), { signal });
    this.#sight.watch(view, signal);
    teleop.picture.addScreen(() => this.#onScreen, { signal });
  }

  get #onScreen(): PictureOnScreen {
    if (!this.#showsRobot) return undefined;
    return (this.#sight.isSeen ? this.#host.clock.newest : undefined) ?? 'unseen';
  }

  /** Also with a stream set from script: one of its other cameras, say. */
  get #showsRobot(): boolean {
    if (!this.#host.isOwnStream()) return true;
    const comesIn = this.#host.connection()?.video.stream?.getVideoTracks() ?? [];
    const shown = streamOf(this.#host.video)?.getVideoTracks() ?? [];
    return shown.some((track) => comesIn.includes(track));
  }
}
