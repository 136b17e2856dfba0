/** Sending your camera and microphone to the robot, and what the robot says it shows and plays of them. */

const panel = document.getElementById('own-media');
const picture = document.getElementById('own-picture');
const display = document.getElementById('own-display');
const speaker = document.getElementById('own-speaker');
const level = document.getElementById('own-level');
const trouble = document.getElementById('media-trouble');

const KINDS = {
  video: { button: 'send-camera', name: 'camera' },
  audio: { button: 'send-microphone', name: 'microphone' },
};

/** Names of getUserMedia's errors, in words. */
const REASONS = {
  NotAllowedError: (name) =>
    `The browser does not allow the ${name}. Allow it at the icon beside the address, then try again.`,
  NotFoundError: (name) => `No ${name} was found. Connect one, then try again.`,
  NotReadableError: (name) => `The ${name} is in use by another program, or broken.`,
  AbortError: (name) => `The ${name} did not start. Try again.`,
};

const explain = (error, name) =>
  REASONS[error.name]?.(name) ?? `The ${name} failed: ${error.message}`;

async function open(kind) {
  if (!navigator.mediaDevices) {
    throw new Error('browsers give it to pages of https:// and http://localhost only.');
  }
  const stream = await navigator.mediaDevices.getUserMedia({ [kind]: true });
  return stream.getTracks()[0];
}

/** One of the two buttons and its track. */
class OwnTrack {
  #robot;
  #kind;
  #button;
  #onChange;
  #isOpening = false;
  track;

  constructor(robot, kind, onChange) {
    this.#robot = robot;
    this.#kind = kind;
    this.#onChange = onChange;
    this.#button = document.getElementById(KINDS[kind].button);
    this.#button.addEventListener('click', () => (this.track ? this.stop() : this.start()));
  }

  async start() {
    if (this.#isOpening) return;
    const { name } = KINDS[this.#kind];
    const { connection } = this.#robot;
    this.#isOpening = true;
    trouble.textContent = '';
    try {
      if (!connection || connection.closed) throw new Error('there is no connection to a robot.');
      const track = await open(this.#kind);
      this.track = track;
      track.addEventListener('ended', () => {
        trouble.textContent = `The ${name} has stopped: it was unplugged or taken away.`;
        this.stop();
      });
      if (connection !== this.#robot.connection)
        this.stop(); // another robot was chosen meanwhile
      else connection[this.#kind].putSubscription(track);
    } catch (error) {
      this.stop();
      trouble.textContent = explain(error, name);
    }
    this.#isOpening = false;
    this.#show();
  }

  /** Ends it; what the connection had of it is taken back. */
  stop(connection = this.#robot.connection) {
    const { track } = this;
    if (!track) return;
    this.track = undefined;
    track.stop();
    if (connection && !connection.closed) connection[this.#kind].putSubscription(null);
    this.#show();
  }

  #show() {
    const { name } = KINDS[this.#kind];
    const isOn = this.track !== undefined;
    this.#button.querySelector('span').textContent = `${isOn ? 'Stop' : 'Send'} my ${name}`;
    this.#button.toggleAttribute('data-on', isOn);
    this.#onChange();
  }
}

/** Loudness as people hear it, 0 to 1, of a root mean square. */
const loudness = (rms) => (rms > 0 ? Math.max(0, 1 + Math.log10(rms) / 3) : 0);

/** @param {HTMLElement} robot - the <rtc-robot> */
export function setUpOwnMedia(robot) {
  let me;
  let last = { frames: 0, atMs: 0, framesPerSecond: 0 };

  const show = () => {
    panel.hidden = !camera.track && !microphone.track;
    picture.hidden = display.hidden = !camera.track;
    speaker.hidden = !microphone.track;
    if (!camera.track) display.textContent = '';
    if ((picture.srcObject?.getTracks()[0] ?? undefined) === camera.track) return;
    picture.srcObject = camera.track ? new MediaStream([camera.track]) : null;
    if (camera.track) picture.play().catch(() => undefined);
  };
  const camera = new OwnTrack(robot, 'video', show);
  const microphone = new OwnTrack(robot, 'audio', show);

  const countFrames = (frames) => {
    const nowMs = performance.now();
    const seconds = (nowMs - last.atMs) / 1000;
    if (seconds < 1) return;
    const framesPerSecond = Math.max(0, Math.round((frames - last.frames) / seconds));
    last = { frames, atMs: nowMs, framesPerSecond };
  };

  let connection;
  robot.addEventListener('rtc-connection', ({ detail }) => {
    camera.stop(connection);
    microphone.stop(connection);
    connection = detail;
    me = undefined;
  });

  return {
    /** The robot says how it calls us. */
    greet({ you }) {
      me = you;
    },
    /** The robot says what it gets of every operator. */
    report({ received = [] }) {
      const mine = received.find(({ operator }) => operator === me);
      if (!mine || panel.hidden) return;
      countFrames(mine.frames);
      const { width, height, soundLevel } = mine;
      display.textContent = last.framesPerSecond
        ? `Its display shows your camera: ${width} × ${height}, ${last.framesPerSecond} frames per second`
        : 'Its display does not show your camera yet.';
      level.value = Math.max(loudness(soundLevel), level.value * 0.8);
    },
  };
}
