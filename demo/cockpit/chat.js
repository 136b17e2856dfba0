/** Messages: those that people write, and whatever else the robot's program sends. */

const MAX_LINES = 200;
const LATE_AFTER_MS = 4000;

const log = document.getElementById('messages');
const form = document.getElementById('chat');
const field = document.getElementById('chat-text');
const ownName = document.getElementById('own-name');

const timeOf = () => new Date().toLocaleTimeString([], { timeStyle: 'short' });

function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.textContent = text;
  return made;
}

/** Adds a line; it stays in sight unless somebody has scrolled back. */
function addLine(from, content, isOwn = false) {
  const isAtEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 40;
  const line = document.createElement('li');
  const name = element('span', isOwn ? 'from you' : 'from', from);
  line.append(name, ' ', content, element('time', '', timeOf()));
  log.append(line);
  while (log.childElementCount > MAX_LINES) log.firstElementChild.remove();
  if (isAtEnd || isOwn) log.scrollTop = log.scrollHeight;
  return line;
}

/** Text that is a JSON object or list goes to the robot as it is, anything else as a chat message. */
function read(text) {
  if (!/^[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Our own messages that the robot has not confirmed yet. */
class UnderWay {
  #confirmations = new Map();

  /** Says at the end of a line that it is being sent, until it is confirmed. */
  add(ref, line) {
    const delivery = element('span', 'delivery', 'sending…');
    line.append(delivery);
    const timer = setTimeout(() => {
      delivery.textContent = 'not confirmed by the robot';
      delivery.dataset.late = '';
    }, LATE_AFTER_MS);
    this.#confirmations.set(ref, () => {
      clearTimeout(timer);
      delivery.remove();
    });
  }

  confirm(ref) {
    this.#confirmations.get(ref)?.();
    this.#confirmations.delete(ref);
  }
}

/** @param {HTMLElement} robot - the <rtc-robot> */
export function setUpChat(robot) {
  const underWay = new UnderWay();
  let me;
  let nextRef = 1;

  const send = (text) => {
    const json = read(text);
    const ref = nextRef++;
    try {
      robot.put_nowait(json ?? { type: 'chat', text, ref });
    } catch (error) {
      addLine('Not sent.', error.message);
      return false;
    }
    const line = addLine('You', json ? element('code', '', text) : text, true);
    if (!json) underWay.add(ref, line);
    return true;
  };

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const text = field.value.trim();
    if (text && send(text)) field.value = '';
  });
  robot.addEventListener('rtc-connection', () => {
    me = undefined;
    ownName.textContent = '';
    if (log.childElementCount > 0) log.append(element('li', 'divider', `Now: ${robot.robot}`));
  });

  return {
    /** The robot says how it calls us. */
    greet({ you }) {
      me = you;
      ownName.textContent = `You are ${you}`;
    },
    /** Somebody has written something; our own words are in the log already. */
    show({ from, text, ref }) {
      if (from === me) underWay.confirm(ref);
      else addLine(String(from), String(text));
    },
    /** A message that the cockpit knows nothing about. */
    showAsItIs(message) {
      addLine('Robot', element('code', '', JSON.stringify(message)));
    },
  };
}
