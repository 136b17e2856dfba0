/** A distance in a plane; down is positive. */
export interface Distance {
  readonly x: number;
  readonly y: number;
}

/** The sides of an element, as they lie on the screen: it may be rotated, mirrored, scaled or zoomed. */
export interface Sides {
  /** From its top left to its top right corner. */
  readonly across: Distance;
  /** From its top left to its bottom left corner. */
  readonly down: Distance;
}

/**
 * A distance on the screen as parts of an element's own width and height.
 * @returns undefined if the element cannot be seen
 */
export function inParts({ x, y }: Distance, { across, down }: Sides): Distance | undefined {
  const area = across.x * down.y - across.y * down.x;
  if (Math.abs(area) < 1) return undefined;
  return { x: (x * down.y - y * down.x) / area, y: (y * across.x - x * across.y) / area };
}
