import { canvasTrack } from '../media/canvas-track.js';
import { drawPicture, type Picture } from '../media/picture.js';
import { watchVideo } from '../media/video-frames.js';
import { MediaSink } from './media-sink.js';

/** Options of a {@link CVDisplay}. */
export interface CVDisplayOptions {
  /** Where to show; by default a new element at the end of the page, removed by `close`. */
  readonly element?: HTMLVideoElement | HTMLCanvasElement | null | undefined;
}

/**
 * Shows what it is given: a MediaStream, or pictures one by one. A VideoFrame is closed once it is shown.
 *
 * @see rtcbot/camera.py, `CVDisplay`
 * @example
 * ```ts
 * const display = new CVDisplay({ element: document.querySelector('video') });
 * display.putSubscription(conn.video);
 * ```
 */
export class CVDisplay extends MediaSink<MediaStream | Picture> {
  readonly #given: boolean;
  #element: HTMLVideoElement | HTMLCanvasElement | undefined;
  /** Where pictures are drawn, while they are what is shown. */
  #canvas: HTMLCanvasElement | undefined;

  /** @param options - where to show */
  constructor({ element }: CVDisplayOptions = {}) {
    super();
    this.#element = element ?? undefined;
    this.#given = Boolean(element);
  }

  /** Where it shows; undefined before the first picture if no element was given. */
  get element(): HTMLVideoElement | HTMLCanvasElement | undefined {
    return this.#element;
  }

  protected override _close(): void | Promise<void> {
    if (!this.#given) this.#element?.remove();
    return super._close();
  }

  protected override _present(value: MediaStream | Picture): void {
    if ('getTracks' in value) this.#showStream(value);
    else this.#showPicture(value);
  }

  #showStream(stream: MediaStream): void {
    this.#canvas = undefined;
    const element = (this.#element ??= create('video'));
    const canvas = element instanceof HTMLCanvasElement ? element : undefined;
    const video = element instanceof HTMLVideoElement ? element : document.createElement('video');
    watchVideo(video, stream, this._replace(), () => {
      if (canvas) drawPicture(canvas, video);
      this._setReady(true);
    });
  }

  #showPicture(picture: Picture): void {
    const element = (this.#element ??= create('canvas'));
    const isCanvas = element instanceof HTMLCanvasElement;
    const isFirst = !this.#canvas;
    this.#canvas ??= isCanvas ? element : document.createElement('canvas');
    drawPicture(this.#canvas, picture);
    this._setReady(true);
    if (!isFirst) return;
    const signal = this._replace();
    if (isCanvas) return;
    watchVideo(element, new MediaStream([canvasTrack(this.#canvas)]), signal, () => undefined);
  }
}

function create<K extends 'video' | 'canvas'>(name: K): HTMLElementTagNameMap[K] {
  return document.body.appendChild(document.createElement(name));
}
