import { movedBy, WHOLE, zoomAt, type BoxPoint, type Zoom } from './zoom.js';

/** What gestures change. */
export interface ZoomTarget {
  zoomed: Zoom;
}

/** Factors of one key press, and of a double click. */
const KEY_STEP = 1.25;
const DOUBLE_CLICK = 2;

/** How far an arrow key moves the picture, in parts of its box. */
const ARROW_STEP = 0.1;
const ARROWS: Readonly<Partial<Record<string, BoxPoint>>> = {
  ArrowLeft: { x: ARROW_STEP, y: 0 },
  ArrowRight: { x: -ARROW_STEP, y: 0 },
  ArrowUp: { x: 0, y: ARROW_STEP },
  ArrowDown: { x: 0, y: -ARROW_STEP },
};

/** Height of a line, in pixels, for wheels that count lines. */
const LINE_PX = 16;

/** Zoom per pixel of a wheel; fingers on a trackpad come as a wheel with Ctrl and go less far. */
const PER_WHEEL_PX = 0.002;
const PER_PINCH_PX = 0.01;

const MIDDLE: BoxPoint = { x: 0, y: 0 };

/**
 * Zooms by wheel, two fingers, double click and keys, and moves what is zoomed by dragging and arrow keys, within `box`, until `signal` ends it.
 * What this takes, nobody else gets: an arrow key that moves the picture does not drive.
 */
export class ViewGestures {
  readonly #box: HTMLElement;
  readonly #target: ZoomTarget;
  readonly #pointers = new Map<number, { readonly x: number; readonly y: number }>();
  /** Arrow keys that went down here, while something was zoomed. */
  readonly #arrows = new Set<string>();

  constructor(box: HTMLElement, target: ZoomTarget, signal: AbortSignal) {
    this.#box = box;
    this.#target = target;
    const options = { signal, passive: false };
    box.addEventListener('wheel', (event) => this.#onWheel(event), options);
    box.addEventListener('dblclick', (event) => this.#onDoubleClick(event), options);
    box.addEventListener('keydown', (event) => this.#onKeyDown(event), options);
    box.addEventListener('keyup', ({ code }) => this.#arrows.delete(code), options);
    box.addEventListener('blur', () => this.#arrows.clear(), options);
    box.addEventListener('pointerdown', (event) => this.#onPointerDown(event), options);
    box.addEventListener('pointermove', (event) => this.#onPointerMove(event), options);
    // One finger scrolls the page; where a second one has come, the browser would take both away for that.
    box.addEventListener('touchmove', (event) => this.#onTouchMove(event), options);
    for (const type of ['pointerup', 'pointercancel', 'lostpointercapture'] as const) {
      box.addEventListener(type, ({ pointerId }) => this.#pointers.delete(pointerId), options);
    }
  }

  get #isZoomed(): boolean {
    return this.#target.zoomed.factor > 1;
  }

  /** Elsewhere a wheel scrolls the page: the picture takes it once somebody has turned to it. */
  #takesWheel({ ctrlKey }: WheelEvent): boolean {
    return ctrlKey || this.#isZoomed || this.#box.matches(':focus');
  }

  #onWheel(event: WheelEvent): void {
    const { deltaY, deltaMode, ctrlKey } = event;
    const isOver = deltaY > 0 && !this.#isZoomed; // the page scrolls on
    if (deltaY === 0 || isOver || !this.#takesWheel(event)) return;
    event.preventDefault();
    const px = deltaMode === WheelEvent.DOM_DELTA_PIXEL ? deltaY : deltaY * LINE_PX;
    const perPx = ctrlKey && Math.abs(px) < 50 ? PER_PINCH_PX : PER_WHEEL_PX;
    this.#zoomBy(Math.exp(-px * perPx), this.#pointOf(event));
  }

  #onDoubleClick(event: MouseEvent): void {
    event.preventDefault();
    if (this.#isZoomed) this.#target.zoomed = WHOLE;
    else this.#zoomBy(DOUBLE_CLICK, this.#pointOf(event));
  }

  #onKeyDown(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || !this.#takesKey(event)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  #takesKey({ key, code, repeat }: KeyboardEvent): boolean {
    const way = ARROWS[key];
    // A key that drives since before somebody has zoomed goes on to drive.
    if (way && this.#isZoomed && (!repeat || this.#arrows.has(code))) {
      this.#arrows.add(code);
      this.#target.zoomed = movedBy(this.#target.zoomed, way);
    } else if (key === '+' || key === '=') this.#zoomBy(KEY_STEP, MIDDLE);
    else if (key === '-' || key === '_') this.#zoomBy(1 / KEY_STEP, MIDDLE);
    else if (key === '0') this.#target.zoomed = WHOLE;
    else return false;
    return true;
  }

  #onPointerDown(event: PointerEvent): void {
    if (event.button !== 0 || this.#pointers.size >= 2) return;
    this.#pointers.set(event.pointerId, this.#pointOf(event));
    this.#capture(event.pointerId); // so that it is known where it comes up
  }

  #onTouchMove(event: TouchEvent): void {
    if (event.touches.length > 1 && event.cancelable) event.preventDefault();
  }

  #capture(pointerId: number): void {
    try {
      this.#box.setPointerCapture(pointerId);
    } catch {
      this.#pointers.delete(pointerId); // it is gone already
    }
  }

  #onPointerMove(event: PointerEvent): void {
    const { pointerId, buttons } = event;
    const from = this.#pointers.get(pointerId);
    if (!from) return;
    // The button came up where nobody told us: over a dialog of the browser's own.
    if ((buttons & 1) === 0) {
      this.#pointers.delete(pointerId);
      return;
    }
    const to = this.#pointOf(event);
    const [other] = [...this.#pointers].filter(([id]) => id !== pointerId);
    this.#pointers.set(pointerId, to);
    if (other) this.#pinch(from, to, other[1]);
    else if (this.#isZoomed) this.#move(from, to);
  }

  /** One of two fingers moves: the middle between them stays on what it was on. */
  #pinch(from: BoxPoint, to: BoxPoint, other: BoxPoint): void {
    const { width, height } = this.#box.getBoundingClientRect();
    const apart = (one: BoxPoint): number =>
      Math.hypot((one.x - other.x) * width, (one.y - other.y) * height);
    const middle = (one: BoxPoint): BoxPoint => ({
      x: (one.x + other.x) / 2,
      y: (one.y + other.y) / 2,
    });
    if (apart(from) < 1) return;
    this.#zoomBy(apart(to) / apart(from), middle(from));
    this.#move(middle(from), middle(to));
  }

  #move(from: BoxPoint, to: BoxPoint): void {
    this.#target.zoomed = movedBy(this.#target.zoomed, { x: to.x - from.x, y: to.y - from.y });
  }

  #zoomBy(ratio: number, point: BoxPoint): void {
    const { zoomed } = this.#target;
    this.#target.zoomed = zoomAt(zoomed, zoomed.factor * ratio, point);
  }

  #pointOf({ clientX, clientY }: MouseEvent): BoxPoint {
    const { left, top, width, height } = this.#box.getBoundingClientRect();
    return {
      x: (clientX - left) / Math.max(width, 1) - 0.5,
      y: (clientY - top) / Math.max(height, 1) - 0.5,
    };
  }
}
