/** The robot's end of the browser tutorial: a picture of its screen each second, and what its speaker plays. */

const INTERVAL_MS = 1000;
const RETRY_MS = 10_000;

const image = document.getElementById('robot-screen');
const missing = document.getElementById('screen-missing');
const shown = document.getElementById('robot-display');
const level = document.getElementById('robot-level');

let me;
let address;

async function refresh() {
  const response = await fetch('/robot-screen.png', { cache: 'no-store' });
  if (response.status === 404) throw new Error('This program does not show its screen here.');
  if (!response.ok) throw new Error((await response.text()).trim());
  const former = address;
  address = URL.createObjectURL(await response.blob());
  image.src = address;
  await image.decode();
  if (former) URL.revokeObjectURL(former);
}

async function loop() {
  let trouble = '';
  if (!document.hidden) {
    trouble = await refresh().then(
      () => '',
      (error) => error.message || 'The robot’s screen cannot be shown.',
    );
    missing.textContent = trouble;
    missing.hidden = trouble === '';
    image.hidden = trouble !== '';
  }
  setTimeout(loop, trouble ? RETRY_MS : INTERVAL_MS);
}

/** Loudness as people hear it, 0 to 1, of a root mean square. */
const loudness = (rms) => (rms > 0 ? Math.max(0, 1 + Math.log10(rms) / 3) : 0);

/** The robot's program says what it gets of everybody who is connected, us among them. */
function takeMessage(message) {
  if (message?.type === 'hello') me = message.you;
  if (message?.type !== 'telemetry') return;
  const mine = message.received?.find(({ operator }) => operator === me);
  if (!mine) return;
  shown.textContent = mine.frames
    ? `Display: ${mine.width} × ${mine.height}, ${mine.frames} frames so far.`
    : 'Display: nothing yet.';
  level.value = Math.max(loudness(mine.soundLevel), level.value * 0.8);
}

window.conn?.subscribe(takeMessage);
loop();
