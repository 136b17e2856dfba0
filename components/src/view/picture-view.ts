import { ViewGestures, type ZoomTarget } from './view-gestures.js';
import { WHOLE, withinBox, type Zoom } from './zoom.js';

/** How far a picture is turned, in degrees, clockwise. */
export type Rotation = 0 | 90 | 180 | 270;

/** How a picture is turned. */
export interface Turn {
  readonly rotate: Rotation;
  /** Whether it is mirrored, left to right, after it was rotated. */
  readonly flip: boolean;
}

/** As it comes. */
export const UPRIGHT: Turn = { rotate: 0, flip: false };

/** Whether width and height change places. */
export const isOnItsSide = ({ rotate }: Turn): boolean => rotate % 180 !== 0;

/** Of a `<video>` that has shown nothing yet. */
const DEFAULT_SIZE = { width: 300, height: 150 };

/**
 * Turns and zooms a video within a box that stays where it is. Only the video is changed: what lies over the box, such as words about
 * an old picture, is neither zoomed nor hidden.
 */
export class PictureView implements ZoomTarget {
  /** Holds the video, always: one that is moved within the page stops playing. */
  readonly box = document.createElement('div');
  readonly #video: HTMLVideoElement;
  readonly #onChange: () => void;
  #zoom = WHOLE;
  #turn = UPRIGHT;
  #gestures: AbortController | undefined;

  /** @param onChange - called when it is zoomed or moved */
  constructor(video: HTMLVideoElement, onChange: () => void) {
    this.#video = video;
    this.#onChange = onChange;
    this.box.className = 'view';
    this.box.append(video);
  }

  /** What is shown of the picture. */
  get zoomed(): Zoom {
    return this.#zoom;
  }

  set zoomed(zoom: Zoom) {
    const next = withinBox(zoom);
    if (next.factor === this.#zoom.factor && next.x === this.#zoom.x && next.y === this.#zoom.y) {
      return;
    }
    this.#zoom = next;
    this.#draw();
    this.#onChange();
  }

  /** How it is turned. */
  get turn(): Turn {
    return this.#turn;
  }

  set turn(turn: Turn) {
    this.#turn = turn;
    this.#draw();
  }

  /** Whether width and height have changed places. */
  get isOnItsSide(): boolean {
    return isOnItsSide(this.#turn);
  }

  /** Width and height of the picture as it is turned, in its pixels. */
  get size(): { readonly width: number; readonly height: number } {
    const { videoWidth, videoHeight } = this.#video;
    const size = videoWidth ? { width: videoWidth, height: videoHeight } : DEFAULT_SIZE;
    return isOnItsSide(this.#turn) ? { width: size.height, height: size.width } : size;
  }

  /** Whether users can zoom it. @param label - name of what they do that with, for screen readers; undefined: they cannot */
  setInteractive(label: string | undefined): void {
    if (label === undefined) {
      this.#gestures?.abort();
      this.#gestures = undefined;
      for (const name of ['tabindex', 'role', 'aria-label']) this.box.removeAttribute(name);
      return;
    }
    this.box.setAttribute('aria-label', label);
    if (this.#gestures) return;
    this.#gestures = new AbortController();
    this.box.tabIndex = 0;
    this.box.setAttribute('role', 'group');
    new ViewGestures(this.box, this, this.#gestures.signal);
  }

  #draw(): void {
    const { factor, x, y } = this.#zoom;
    const { rotate, flip } = this.#turn;
    const isTurned = isOnItsSide(this.#turn);
    const [width, height] = isTurned ? ['cqw', 'cqh'] : ['%', '%'];
    const steps = [
      factor > 1 ? `translate(${x * 100}${width},${y * 100}${height}) scale(${factor})` : '',
      flip ? 'scaleX(-1)' : '',
      rotate ? `rotate(${rotate}deg)` : '',
    ];
    this.#video.style.transform = steps.join(' ').trim();
    this.box.classList.toggle('turned', isTurned);
    this.box.classList.toggle('zoomed', factor > 1);
    this.fit();
  }

  /** The picture has another size: the box of one that is on its side goes by it. */
  fit(): void {
    const { width, height } = this.size;
    this.box.style.aspectRatio = isOnItsSide(this.#turn) ? `${width} / ${height}` : '';
  }
}
