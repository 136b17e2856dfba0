/** What the robot reports of itself, and how old that is. Shows whatever is reported, so it fits any robot. */

const STALE_AFTER_MS = 1500;
const TICK_MS = 100;

const list = document.getElementById('readings');
const age = document.getElementById('telemetry-age');

/** Names that read better than those made of the message's keys. */
const LABELS = {
  uptimeSeconds: 'Running for',
  cpuLoad: 'Load (1 min)',
  memoryMb: 'Memory',
  operators: 'Operators',
};

/** Values that are words. */
const WORDS = ['camera', 'microphone'];

/** The unit at the end of a key, and how its values are written. */
const UNITS = [
  ['Seconds', formatSeconds],
  ['Celsius', (value) => `${value} °C`],
  ['Percent', (value) => `${value} %`],
  ['Volts', (value) => `${value} V`],
  ['Mb', (value) => `${value} MB`],
];

function formatSeconds(seconds) {
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  if (hours > 0) return `${hours} h ${minutes} min`;
  return minutes > 0 ? `${minutes} min ${Math.floor(seconds % 60)} s` : `${Math.floor(seconds)} s`;
}

const unitOf = (key) => UNITS.find(([name]) => key.endsWith(name));

function labelOf(key) {
  if (LABELS[key]) return LABELS[key];
  const words = key.slice(0, key.length - (unitOf(key)?.[0].length ?? 0)).replace(/[A-Z]/g, ' $&');
  return words.charAt(0).toUpperCase() + words.slice(1).toLowerCase();
}

const formatValue = (key, value) =>
  typeof value === 'number' ? (unitOf(key)?.[1](value) ?? String(value)) : String(value);

/** One entry of the list, made when its key is first seen. */
function createReading(key) {
  const reading = document.createElement('div');
  reading.className = 'reading';
  reading.toggleAttribute('data-words', WORDS.includes(key));
  const label = document.createElement('dt');
  label.textContent = labelOf(key);
  const value = document.createElement('dd');
  reading.append(label, value);
  list.append(reading);
  return { reading, value };
}

const formatAge = (ms) =>
  ms < 10_000 ? `${(ms / 1000).toFixed(1)} s ago` : `${Math.round(ms / 1000)} s ago`;

/** @param {HTMLElement} robot - the <rtc-robot> */
export function setUpTelemetry(robot) {
  const readings = new Map();
  let atMs;

  const tick = () => {
    const ageMs = atMs === undefined ? undefined : performance.now() - atMs;
    const isStale = ageMs > STALE_AFTER_MS;
    age.textContent =
      ageMs === undefined ? 'waiting' : isStale ? `stale, ${formatAge(ageMs)}` : formatAge(ageMs);
    for (const element of [age, list]) element.toggleAttribute('data-stale', isStale);
  };
  setInterval(tick, TICK_MS);

  robot.addEventListener('rtc-connection', () => {
    atMs = undefined;
    readings.clear();
    list.replaceChildren();
  });

  return {
    /** Takes a message of the robot. */
    show(message) {
      atMs = performance.now();
      const shown = Object.entries(message).filter(
        ([key, value]) => key !== 'type' && value !== null && typeof value !== 'object',
      );
      for (const [key, value] of shown) {
        if (!readings.has(key)) readings.set(key, createReading(key));
        readings.get(key).value.textContent = formatValue(key, value);
      }
      for (const [key, { reading }] of readings) reading.hidden = !(key in message);
      tick();
    },
  };
}
