/**
 * What the rover's camera sees, drawn in the robot's camera page: the room in perspective, a map, and a clock and the
 * number of the frame, which stand still when the picture does.
 */
import { BOXES, DOCK, hitsOf, ROOM } from './world.mjs';

const EYE_HEIGHT = 0.35;
const WALL_HEIGHT = 1.6;
const HALF_VIEW_RAD = 0.62;
const COLUMN = 2;
const NEAR = 0.05;
const WALL_COLORS = ['#8c97a3', '#7b8794'];

/**
 * Draws a frame.
 * @param {CanvasRenderingContext2D} context
 * @param {{rover: object, isLit: boolean} | undefined} state - what the rover's program has put last
 * @param {{timeMs: number, number: number}} frame
 */
export function draw(context, state, { number }) {
  const { width, height } = context.canvas;
  const view = { width, height, focal: width / 2 / Math.tan(HALF_VIEW_RAD), rover: state?.rover };
  drawGround(context, view);
  if (view.rover) {
    drawFloor(context, view);
    drawWalls(context, view);
    if (state.isLit) drawLight(context, view);
    drawMap(context, view);
    drawDials(context, view);
  }
  drawClock(context, view, number);
}

function drawGround(context, { width, height }) {
  const sky = context.createLinearGradient(0, 0, 0, height / 2);
  sky.addColorStop(0, '#cfd8e2');
  sky.addColorStop(1, '#eef2f6');
  context.fillStyle = sky;
  context.fillRect(0, 0, width, height / 2);
  const ground = context.createLinearGradient(0, height / 2, 0, height);
  ground.addColorStop(0, '#4a525b');
  ground.addColorStop(1, '#2b3138');
  context.fillStyle = ground;
  context.fillRect(0, height / 2, width, height / 2);
}

/** A point on the floor, seen from the rover: how far ahead, and how far to the right. */
function seen({ x, y, headingRad }, point) {
  const [dx, dy] = [point.x - x, point.y - y];
  const [cos, sin] = [Math.cos(headingRad), Math.sin(headingRad)];
  return { ahead: dx * cos + dy * sin, right: dx * sin - dy * cos };
}

const onScreen = ({ width, height, focal }, { ahead, right }) => [
  width / 2 + (focal * right) / ahead,
  height / 2 + (focal * EYE_HEIGHT) / ahead,
];

/** What of a polygon lies ahead, corner by corner. */
function clipped(points) {
  return points.flatMap((point, index) => {
    const next = points[(index + 1) % points.length];
    const kept = point.ahead >= NEAR ? [point] : [];
    if (point.ahead >= NEAR === next.ahead >= NEAR) return kept;
    const part = (NEAR - point.ahead) / (next.ahead - point.ahead);
    return [...kept, { ahead: NEAR, right: point.right + part * (next.right - point.right) }];
  });
}

function trace(context, view, corners) {
  const points = clipped(corners.map((corner) => seen(view.rover, corner)));
  context.beginPath();
  for (const point of points) context.lineTo(...onScreen(view, point));
}

function drawFloor(context, view) {
  context.strokeStyle = 'rgb(255 255 255 / 30%)';
  context.lineWidth = 1.5;
  const line = (from, to) => {
    trace(context, view, [from, to]);
    context.stroke();
  };
  for (let x = 0; x <= ROOM.width; x++) line({ x, y: 0 }, { x, y: ROOM.depth });
  for (let y = 0; y <= ROOM.depth; y++) line({ x: 0, y }, { x: ROOM.width, y });
  const plate = Array.from({ length: 24 }, (_, index) => {
    const angle = (index / 24) * 2 * Math.PI;
    return {
      x: DOCK.x + Math.cos(angle) * DOCK.radius,
      y: DOCK.y + Math.sin(angle) * DOCK.radius,
    };
  });
  trace(context, view, plate);
  context.fillStyle = view.rover.isCharging ? '#35d088' : '#1f8a5b';
  context.fill();
}

function drawWalls(context, view) {
  const { width, focal, rover } = view;
  for (let column = 0; column < width; column += COLUMN) {
    const offset = Math.atan((column + COLUMN / 2 - width / 2) / focal);
    const hits = hitsOf(rover, rover.headingRad - offset);
    for (const hit of hits.reverse()) drawSlice(context, view, { column, offset, hit });
  }
}

function drawSlice(context, { height, focal }, { column, offset, hit }) {
  const { box, isSide, along } = hit;
  const scale = focal / Math.max(hit.distance * Math.cos(offset), NEAR);
  const top = height / 2 - scale * ((box?.height ?? WALL_HEIGHT) - EYE_HEIGHT);
  context.fillStyle = box?.color ?? WALL_COLORS[Math.floor(along) & 1];
  context.fillRect(column, top, COLUMN, height / 2 + scale * EYE_HEIGHT - top);
  if (box?.glows) return;
  // Darker on two sides, and in the distance.
  const shade = (isSide ? 0.22 : 0) + Math.min(hit.distance / 30, 0.35);
  context.fillStyle = `rgb(10 16 24 / ${(shade * 100).toFixed(0)}%)`;
  context.fillRect(column, top, COLUMN, height / 2 + scale * EYE_HEIGHT - top);
}

/** What the rover's own lamp lights. */
function drawLight(context, { width, height }) {
  const [x, y] = [width / 2, height * 0.75];
  const light = context.createRadialGradient(x, y, 0, x, y, width / 2);
  light.addColorStop(0, 'rgb(255 236 160 / 75%)');
  light.addColorStop(1, 'rgb(255 236 160 / 0%)');
  context.fillStyle = light;
  context.fillRect(0, 0, width, height);
}

function drawMap(context, { width, rover }) {
  const scale = width / 60;
  const [left, top] = [width - ROOM.width * scale - 12, 12];
  const put = (x, y) => [left + x * scale, top + (ROOM.depth - y) * scale];
  context.fillStyle = 'rgb(12 17 23 / 75%)';
  context.fillRect(left - 4, top - 4, ROOM.width * scale + 8, ROOM.depth * scale + 8);
  for (const box of BOXES) {
    context.fillStyle = box.color;
    const [x, y] = put(box.x - box.width / 2, box.y + box.depth / 2);
    context.fillRect(x, y, box.width * scale, box.depth * scale);
  }
  context.strokeStyle = '#35d088';
  context.beginPath();
  context.arc(...put(DOCK.x, DOCK.y), DOCK.radius * scale, 0, 2 * Math.PI);
  context.stroke();
  context.save();
  context.translate(...put(rover.x, rover.y));
  context.rotate(-rover.headingRad);
  context.fillStyle = '#ffffff';
  context.beginPath();
  for (const [x, y] of [
    [8, 0],
    [-6, 5],
    [-3, 0],
    [-6, -5],
  ])
    context.lineTo(x, y);
  context.fill();
  context.restore();
}

/** Speed, battery, and what is the matter. */
function drawDials(context, { height, rover }) {
  const { linearMetersPerSec, battery, isCharging, isBlocked } = rover;
  const percent = `${Math.round(battery * 100)} %`;
  const words = [
    `${linearMetersPerSec.toFixed(2)} m/s`,
    isCharging ? `charging ${percent}` : `battery ${percent}`,
  ];
  if (isBlocked) words.push('BLOCKED');
  write(context, words.join('   '), { x: 12, y: height - 16, align: 'left' });
}

function drawClock(context, { width, height }, number) {
  const time = new Date().toISOString().slice(11, 23);
  write(context, `${time}   #${number}`, { x: width - 12, y: height - 16, align: 'right' });
}

function write(context, text, { x, y, align }) {
  context.font = '600 17px ui-monospace, "DejaVu Sans Mono", monospace';
  context.textAlign = align;
  const { width } = context.measureText(text);
  context.fillStyle = 'rgb(12 17 23 / 75%)';
  context.fillRect(align === 'left' ? x - 6 : x - width - 6, y - 19, width + 12, 27);
  context.fillStyle = '#ffffff';
  context.fillText(text, x, y);
}
