/** The bar over the picture: whether what is seen is now, and if not, why and what happens next. */

const box = document.getElementById('link-state');
const title = box.querySelector('strong');
const detail = box.querySelector('p span');
const again = box.querySelector('button');

const CHECK_MS = 500;
const SIGNS = { live: '●', wait: '○', bad: '▲', quiet: '○' };

/** Tone, title and detail for each status of the picture; the texts may ask for the robot's name. */
const STATES = {
  idle: ['quiet', 'No robot chosen', 'Enter its name below.'],
  connecting: ['wait', (id) => `Connecting to ${id}…`, ''],
  'robot-offline': [
    'wait',
    (id) => `${id} is offline`,
    'Waiting. It appears by itself when it comes.',
  ],
  waiting: ['wait', 'Connected', 'Waiting for the picture…'],
  live: ['live', 'Live', (id) => id],
  stale: ['bad', 'The picture has stopped', 'What you see is old.'],
  reconnecting: ['bad', 'Connection lost', 'What you see is old. Reconnecting by itself…'],
  paused: ['wait', 'Paused', 'What you see is old. Press play to go on.'],
  blocked: ['wait', 'Press play', 'The browser waits for a click before it plays.'],
  failed: ['bad', 'Connection failed', ''],
  closed: ['bad', 'Disconnected', ''],
};

const ENDED = ['failed', 'closed'];

/** What the bar says. */
function describe(robot, video) {
  const id = robot.getAttribute('robot') ?? 'the robot';
  const [tone, ...texts] = STATES[video.status] ?? STATES.idle;
  const [head, tail] = texts.map((text) => (typeof text === 'function' ? text(id) : text));
  const trouble = robot.error?.message ?? relayTrouble(robot.connection?.relayError, video.status);
  return {
    tone,
    head,
    words: [tail, trouble].filter(Boolean).join(' · '),
    isOver: ENDED.includes(video.status),
  };
}

/** The picture comes straight from the robot, so it lives on without the relay. */
function relayTrouble(error, status) {
  if (!error) return '';
  if (error.code !== 'relay-unreachable') return error.message;
  const whatElse = status === 'live' ? 'picture and messages go on.' : 'it is tried again…';
  return `The relay cannot be reached; ${whatElse}`;
}

function show({ tone, head, words, isOver }, id) {
  if (title.textContent !== head) title.textContent = head;
  if (detail.textContent !== words) detail.textContent = words;
  box.dataset.tone = tone;
  again.hidden = !isOver;
  document.title = `${SIGNS[tone]} ${id ?? 'No robot'} · RTCBot Web`;
}

/**
 * @param {HTMLElement} robot - the <rtc-robot>
 * @param {HTMLElement} video - its <rtc-video>, which tells screen readers by itself
 */
export function setUpLinkState(robot, video) {
  const update = () => {
    if (!customElements.get('rtc-robot') || video.status === 'hidden') return;
    show(describe(robot, video), robot.getAttribute('robot'));
  };
  video.addEventListener('rtc-status-change', update);
  for (const type of [
    'rtc-connection-state-change',
    'rtc-robot-online-change',
    'rtc-error',
    'robot-chosen',
  ])
    robot.addEventListener(type, update);
  setInterval(update, CHECK_MS); // a relay that comes back fires nothing
  again.addEventListener('click', () => robot.dispatchEvent(new Event('connect-again')));

  document.addEventListener('DOMContentLoaded', () => {
    if (customElements.get('rtc-robot')) return;
    const words =
      'This page needs /rtcbot-components.js, which the server does not give: npm run build';
    show({ tone: 'bad', head: 'Not built', words, isOver: false });
  });
}
