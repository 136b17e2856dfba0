/** Says in words how the connection of a tutorial stands; the tutorials themselves only write to the console. */

const STATES = {
  new: ['wait', 'Not connected yet.'],
  connecting: ['wait', 'Connecting…'],
  connected: ['live', 'Connected to the robot.'],
  disconnected: ['bad', 'The connection is interrupted.'],
  failed: ['bad', 'The connection failed. Reload the page to try again.'],
  closed: ['bad', 'The robot has ended the connection. Reload the page to connect again.'],
};

/** What went wrong on the way to a connection, in words. */
const REASONS = {
  NotAllowedError:
    'The browser does not allow camera and microphone. Allow them at the icon beside the address, then reload.',
  NotFoundError: 'No camera or no microphone was found. Connect them, then reload.',
  NotReadableError: 'Camera or microphone are in use by another program.',
};

const write = (box, tone, text) => {
  box.dataset.tone = tone;
  box.textContent = text;
  box.hidden = false;
};

const fail = (box, reason) =>
  write(box, 'bad', REASONS[reason?.name] ?? `It did not work: ${reason?.message ?? reason}`);

/**
 * Says what the tutorial's code did not expect.
 * @param {HTMLElement} box - where it is said; hidden until then
 */
export function watchTrouble(box) {
  window.addEventListener('unhandledrejection', ({ reason }) => fail(box, reason));
  window.addEventListener('error', ({ error, message }) => fail(box, error ?? message));
  const [early] = globalThis.troubles;
  if (early !== undefined) fail(box, early);
  if (typeof rtcbot === 'undefined')
    write(box, 'bad', '/rtcbot.js is missing. Build it with npm run build.');
}

/**
 * @param {object} conn - the tutorial's RTCConnection; undefined if its script did not get that far
 * @param {HTMLElement} box - where it is said
 */
export function watchConnection(conn, box) {
  const show = (state) => write(box, ...(STATES[state] ?? STATES.new));
  if (conn) {
    show(conn.connectionState);
    conn.onConnectionStateChange(show);
    conn.onError((error) => fail(box, error));
  }
  watchTrouble(box);
}
