/** What a rover tells of itself while it drives, by `robot.telemetry`: newest wins, each with its age. */

const TICK_MS = 100;
const STALE_AFTER_MS = 600;

const card = document.getElementById('rover');
const age = document.getElementById('rover-age');
const battery = document.getElementById('rover-battery');
const fields = Object.fromEntries(
  ['pose', 'heading', 'speed', 'turn', 'battery'].map((name) => [
    name,
    document.querySelector(`[data-rover="${name}"]`),
  ]),
);

const degrees = (radians) => `${Math.round((radians * 180) / Math.PI)}°`;

/** Every text of what the rover has told; anything else stays a dash. */
const TEXTS = {
  pose: ({ pose }) => `${pose.xMeters.toFixed(2)}, ${pose.yMeters.toFixed(2)} m`,
  heading: ({ pose }) => degrees(pose.headingRad),
  speed: ({ speed, isBlocked }) =>
    `${speed.linearMetersPerSec.toFixed(2)} m/s${isBlocked ? ', blocked' : ''}`,
  turn: ({ speed }) => `${degrees(speed.angularRadPerSec)}/s`,
  battery: ({ battery: { level, isCharging } }) =>
    `${Math.round(level * 100)} %${isCharging ? ', charging' : ''}`,
};

function textOf(name, telemetry) {
  try {
    return TEXTS[name](telemetry);
  } catch {
    return '–'; // another robot, that tells other things
  }
}

function show(telemetry) {
  for (const [name, field] of Object.entries(fields)) field.textContent = textOf(name, telemetry);
  battery.value = Number(telemetry.battery?.level) || 0;
}

/** @param {HTMLElement} robot - the <rtc-robot> */
export function setUpRoverReadings(robot) {
  let connection;

  const tick = () => {
    const ageMs = connection?.telemetry?.ageMs;
    card.hidden = ageMs === undefined;
    if (ageMs === undefined) return;
    const isStale = ageMs > STALE_AFTER_MS;
    age.textContent = `${isStale ? 'stale, ' : ''}${(ageMs / 1000).toFixed(1)} s old`;
    card.toggleAttribute('data-stale', isStale);
    age.toggleAttribute('data-stale', isStale);
  };
  setInterval(tick, TICK_MS);

  const read = () => {
    const current = (connection = robot.connection);
    current?.telemetry?.subscribe((telemetry) => {
      if (current !== connection || !telemetry?.pose) return;
      show(telemetry);
      tick();
    });
  };
  robot.addEventListener('rtc-connection', read);
  read(); // it may have come before this script
}
