/** How long a message takes to the robot's program and back, measured once a second. */

const PING_INTERVAL_MS = 1000;
const STALE_AFTER_MS = 3000;
const KEPT = 60;
const GRAPH = { width: 100, height: 40 };

const figure = document.getElementById('round-trip');
const line = document.querySelector('#round-trip-graph polyline');

const format = (ms) => (ms < 10 ? `${ms.toFixed(1)} ms` : `${Math.round(ms)} ms`);

function draw(values) {
  const top = Math.max(...values, 5) * 1.1;
  const points = values.map((ms, index) => {
    const x = ((KEPT - values.length + index) / (KEPT - 1)) * GRAPH.width;
    const y = GRAPH.height * (1 - ms / top);
    return `${x.toFixed(1)},${y.toFixed(1)}`;
  });
  line.setAttribute('points', points.join(' '));
}

/** @param {HTMLElement} robot - the <rtc-robot> */
export function setUpRoundTrip(robot) {
  let values = [];
  let lastPongAtMs = -Infinity;

  const clear = () => {
    values = [];
    lastPongAtMs = -Infinity;
    figure.textContent = '–';
    draw(values);
  };
  robot.addEventListener('rtc-connection', clear);

  setInterval(() => {
    const nowMs = performance.now();
    if (nowMs - lastPongAtMs > STALE_AFTER_MS) figure.textContent = '–';
    // Messages wait for a connection that is being mended; a ping must not.
    if (robot.connection?.ready) robot.put_nowait({ type: 'ping', sentMs: nowMs });
  }, PING_INTERVAL_MS);

  return {
    /** Takes the robot's answer. */
    take({ sentMs }) {
      const nowMs = performance.now();
      if (typeof sentMs !== 'number' || sentMs > nowMs) return;
      lastPongAtMs = nowMs;
      values = [...values, nowMs - sentMs].slice(-KEPT);
      figure.textContent = format(nowMs - sentMs);
      draw(values);
    },
  };
}
