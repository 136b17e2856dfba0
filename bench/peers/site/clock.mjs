/** A picture that says when it was drawn: the clock of the machine in black and white blocks, and below them their complement. */

const BITS = 16;
const COLUMNS = 8;
const ROWS = 4;

/** Draws a frame on the whole of the canvas; a camera script of the robot. */
export function draw(context, _state, { number }) {
  const { width, height } = context.canvas;
  const clock = Date.now() % 2 ** BITS;
  context.fillStyle = `hsl(${number * 3} 60% 40%)`;
  context.fillRect(0, 0, width, height);
  const [w, h] = [width / COLUMNS, height / 2 / ROWS];
  for (let bit = 0; bit < BITS; bit++) {
    const isOn = (clock >> bit) % 2 === 1;
    const [x, y] = [bit % COLUMNS, Math.floor(bit / COLUMNS)];
    context.fillStyle = isOn ? '#fff' : '#000';
    context.fillRect(x * w, y * h, w, h);
    context.fillStyle = isOn ? '#000' : '#fff';
    context.fillRect(x * w, (y + 2) * h, w, h);
  }
}

const pixels = Object.assign(document.createElement('canvas'), { width: COLUMNS, height: ROWS });
const painter = pixels.getContext('2d', { willReadFrequently: true });
painter.imageSmoothingEnabled = false;

/** The clock in the picture that a video shows; undefined if it cannot be read. */
function read(video) {
  const { videoWidth, videoHeight } = video;
  painter.drawImage(video, 0, 0, videoWidth, videoHeight / 2, 0, 0, COLUMNS, ROWS);
  const { data } = painter.getImageData(0, 0, COLUMNS, ROWS);
  const isWhite = (index) => data[index * 4] > 128;
  let clock = 0;
  for (let bit = 0; bit < BITS; bit++) {
    if (isWhite(bit) === isWhite(bit + BITS)) return undefined;
    if (isWhite(bit)) clock += 2 ** bit;
  }
  return clock;
}

/** How old each of this many new pictures is when its pixels can be read, in ms. */
export async function measureAges(video, count) {
  const ages = [];
  let last;
  while (ages.length < count) {
    await new Promise((resolve) => video.requestVideoFrameCallback(resolve));
    const clock = read(video);
    if (clock === undefined || clock === last) continue;
    last = clock;
    ages.push((Date.now() - clock + 2 ** BITS) % 2 ** BITS);
  }
  return ages;
}
