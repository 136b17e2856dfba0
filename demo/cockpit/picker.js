/** Which robot: ?robot= in the address, a text field, and those that were connected before. */

const KEY = 'rtcbot-robots';
const PRESET = 'demo';
const MAX_RECENT = 6;
const ROBOT_ID = /^[\w.-]{1,64}$/;

const form = document.getElementById('picker');
const field = document.getElementById('robot-id');
const error = document.getElementById('picker-error');
const chips = document.getElementById('recent-robots');

function readRecent() {
  try {
    const stored = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return [stored].flat().filter((id) => ROBOT_ID.test(id) && id !== PRESET);
  } catch {
    return []; // no storage, or something else in it
  }
}

function remember(id) {
  const recent = [id, ...readRecent().filter((other) => other !== id)];
  try {
    localStorage.setItem(KEY, JSON.stringify(recent.slice(0, MAX_RECENT)));
  } catch {
    // no storage: it is known as long as the page is open
  }
}

const robotOfAddress = () => new URL(location.href).searchParams.get('robot') || PRESET;

const addressOf = (id) => {
  const url = new URL(location.href);
  if (id === PRESET) url.searchParams.delete('robot');
  else url.searchParams.set('robot', id);
  return url;
};

/** @param {HTMLElement} robot - the <rtc-robot> */
export function setUpPicker(robot) {
  const showChips = () => {
    const current = robot.getAttribute('robot');
    const ids = new Set([PRESET, current, ...readRecent()]);
    chips.replaceChildren(
      ...[...ids].filter(Boolean).map((id) => createChip(id, id === current, choose)),
    );
  };

  const connect = (id) => {
    error.textContent = ROBOT_ID.test(id) ? '' : problemOf(id);
    field.toggleAttribute('aria-invalid', error.textContent !== '');
    field.value = id;
    if (error.textContent) return false;
    // A connection that has ended is made anew.
    if (robot.getAttribute('robot') === id && robot.connection?.closed)
      robot.removeAttribute('robot');
    queueMicrotask(() => {
      robot.setAttribute('robot', id);
      showChips();
      robot.dispatchEvent(new Event('robot-chosen'));
    });
    return true;
  };

  const choose = (id) => {
    if (connect(id) && id !== robotOfAddress()) history.pushState(null, '', addressOf(id));
  };

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    choose(field.value.trim());
    if (error.textContent) field.focus();
  });
  window.addEventListener('popstate', () => connect(robotOfAddress()));
  robot.addEventListener('rtc-connection-state-change', ({ detail: state }) => {
    if (state !== 'connected') return;
    remember(robot.robot);
    showChips();
  });
  robot.addEventListener('connect-again', () => choose(robot.getAttribute('robot') ?? field.value));

  if (!connect(robotOfAddress())) robot.removeAttribute('robot');
}

const problemOf = (id) =>
  id === ''
    ? 'Enter the name of a robot, for example demo.'
    : 'A robot’s name has 1 to 64 letters, digits, “.”, “_” or “-”.';

function createChip(id, isCurrent, choose) {
  const item = document.createElement('li');
  const chip = document.createElement('button');
  chip.type = 'button';
  chip.className = 'chip';
  chip.textContent = id;
  if (isCurrent) chip.setAttribute('aria-current', 'true');
  chip.addEventListener('click', () => choose(id));
  item.append(chip);
  return item;
}
