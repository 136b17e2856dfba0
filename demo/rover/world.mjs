/** The room that the simulated rover drives in: metres, x to the right, y up, angles counter-clockwise from x. */

export const ROOM = { width: 12, depth: 9 };

/** Where the battery is charged: a plate on the floor. */
export const DOCK = { x: 1.2, y: 1.2, radius: 0.5 };

/** Where the rover stands at first: beside its dock, and looks into the room. */
export const START = { x: 2.2, y: 1.8, headingRad: 0.55 };

/** What is in the way: boxes, `x` and `y` are their centres. `glows`: its colour is the same from every side. */
export const BOXES = [
  { x: 0.45, y: 0.45, width: 0.3, depth: 0.3, height: 1.1, color: '#4aff19', glows: true },
  { x: 4.6, y: 5.9, width: 1.6, depth: 0.9, height: 0.9, color: '#d9822b' },
  { x: 7.6, y: 2.1, width: 0.9, depth: 1.7, height: 0.75, color: '#2f7fd1' },
  { x: 9.7, y: 6.4, width: 1.2, depth: 1.2, height: 1.2, color: '#b04ac0' },
  { x: 1.4, y: 7.2, width: 1.1, depth: 1.4, height: 1, color: '#c0392b' },
  { x: 6.3, y: 8.1, width: 0.6, depth: 0.6, height: 1.3, color: '#e3c34a' },
  { x: 10.9, y: 1.2, width: 0.7, depth: 0.7, height: 0.8, color: '#2aa198' },
  // In sight from the start, for programs that look for a colour.
  { x: 5.1, y: 4.8, width: 0.25, depth: 0.25, height: 1, color: '#4aff19', glows: true },
];

const edgesOf = ({ x, y, width, depth }) => ({
  left: x - width / 2,
  right: x + width / 2,
  bottom: y - depth / 2,
  top: y + depth / 2,
});

const clamp = (value, least, most) => Math.min(Math.max(value, least), most);

/** Whether something round fits there: inside the room, and beside every box. */
export function isFree({ x, y }, radius) {
  const isInside =
    x >= radius && x <= ROOM.width - radius && y >= radius && y <= ROOM.depth - radius;
  return (
    isInside &&
    BOXES.every((box) => {
      const { left, right, bottom, top } = edgesOf(box);
      return Math.hypot(x - clamp(x, left, right), y - clamp(y, bottom, top)) >= radius;
    })
  );
}

/** Whether a rover there is charged. */
export const isAtDock = ({ x, y }) => Math.hypot(x - DOCK.x, y - DOCK.y) <= DOCK.radius;

/**
 * Where a ray hits, nearest first: boxes, and at last the room's wall.
 * @returns `{distance, along, isSide, box}[]`; `along`: metres along the face, `isSide`: a face that looks along x
 */
export function hitsOf({ x, y }, angleRad) {
  const ray = { x, y, dx: Math.cos(angleRad), dy: Math.sin(angleRad) };
  const hits = BOXES.flatMap((box) => {
    const span = spanOf(ray, edgesOf(box));
    if (!(span.leave > Math.max(span.enter, 0)) || span.enter <= 0) return [];
    return [{ ...hitAt(ray, span.enter, span.enterIsSide), box }];
  });
  const room = spanOf(ray, { left: 0, right: ROOM.width, bottom: 0, top: ROOM.depth });
  hits.push(hitAt(ray, room.leave, room.leaveIsSide));
  return hits.sort((a, b) => a.distance - b.distance);
}

function hitAt({ x, y, dx, dy }, distance, isSide) {
  return { distance, isSide, along: isSide ? y + dy * distance : x + dx * distance };
}

/** At which distances a ray comes into a rectangle and leaves it. */
function spanOf({ x, y, dx, dy }, { left, right, bottom, top }) {
  const [x1, x2] = [(left - x) / dx, (right - x) / dx].sort((a, b) => a - b);
  const [y1, y2] = [(bottom - y) / dy, (top - y) / dy].sort((a, b) => a - b);
  return {
    enter: Math.max(x1, y1),
    enterIsSide: x1 > y1,
    leave: Math.min(x2, y2),
    leaveIsSide: x2 < y2,
  };
}
