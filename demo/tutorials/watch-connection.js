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

/**
 * @param {object} conn - the tutorial's RTCConnection; undefined if its script did not get that far
 * @param {HTMLElement} box - where it is said
 */
export function watchConnection(conn, box) {
  const say = (tone, text) => {
    box.dataset.tone = tone;
    box.textContent = text;
  };
  const fail = (reason) =>
    say('bad', REASONS[reason?.name] ?? `It did not work: ${reason?.message ?? reason}`);

  window.addEventListener('unhandledrejection', ({ reason }) => fail(reason));
  if (!conn) {
    say('bad', 'The tutorial did not start: /rtcbot.js is missing. Build it with npm run build.');
    return;
  }
  const show = (state) => say(...(STATES[state] ?? STATES.new));
  show(conn.connectionState);
  conn.onConnectionStateChange(show);
  conn.onError(fail);
}
