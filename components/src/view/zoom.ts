/**
 * Which part of a picture is shown: decisions on plain values, apart from any DOM.
 *
 * @module
 */

/** Place or way in a box, in parts of its width and height; the middle is 0, 0, and down is positive. */
export interface BoxPoint {
  readonly x: number;
  readonly y: number;
}

/** How much larger than its box a picture is shown, and how far it is moved. */
export interface Zoom extends BoxPoint {
  /** From 1, the whole picture, to {@link MAX_ZOOM}. */
  readonly factor: number;
}

/** The whole picture. */
export const WHOLE: Zoom = { factor: 1, x: 0, y: 0 };

/** More would show pixels and no more of the robot. */
export const MAX_ZOOM = 8;

/** Closer to the whole picture than this is the whole picture. */
const NEARLY_WHOLE = 1.02;

/** The same within the limits: the box stays full of picture. */
export function withinBox({ factor, x, y }: Zoom): Zoom {
  if (!(factor >= NEARLY_WHOLE)) return WHOLE;
  const within = Math.min(factor, MAX_ZOOM);
  const reach = (within - 1) / 2;
  const clamp = (way: number): number => Math.min(Math.max(way, -reach), reach);
  return { factor: within, x: clamp(x), y: clamp(y) };
}

/** Change the factor; what is at `point` stays there. */
export function zoomAt(zoom: Zoom, factor: number, point: BoxPoint): Zoom {
  const to = Math.min(Math.max(factor, 1), MAX_ZOOM);
  const ratio = to / zoom.factor;
  return withinBox({
    factor: to,
    x: point.x - (point.x - zoom.x) * ratio,
    y: point.y - (point.y - zoom.y) * ratio,
  });
}

/** Move the picture. */
export const movedBy = (zoom: Zoom, way: BoxPoint): Zoom =>
  withinBox({ factor: zoom.factor, x: zoom.x + way.x, y: zoom.y + way.y });
