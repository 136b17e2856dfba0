/** How good the link is: whether the robot answers, how long that takes, and how old the picture is. */

const TICK_MS = 200;
const OLD_PICTURE_MS = 1000;

const word = document.getElementById('liveness');
const facts = {
  answer: document.getElementById('link-answer'),
  jitter: document.getElementById('link-jitter'),
  picture: document.getElementById('link-picture'),
};

const WORDS = { live: 'live', stale: 'stale: no answer', lost: 'lost' };

const formatMs = (ms) => {
  if (ms === undefined) return '–';
  if (ms >= 1000) return `${(ms / 1000).toFixed(1)} s`;
  return `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`;
};

function show(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * @param {HTMLElement} robot - the <rtc-robot>
 * @param {HTMLElement} video - its <rtc-video>
 */
export function setUpLinkQuality(robot, video) {
  let picture; // the last one: its age when it came, and when that was

  const awaitPicture = () => {
    if (!video.requestVideoFrameCallback) return;
    video.requestVideoFrameCallback((nowMs, times) => {
      picture = { age: robot.connection?.teleop?.pictureAge(times), atMs: nowMs };
      awaitPicture();
    });
  };
  customElements.whenDefined('rtc-video').then(awaitPicture);
  robot.addEventListener('rtc-connection', () => (picture = undefined));

  const pictureText = () => {
    if (!picture) return '–';
    const sinceMs = performance.now() - picture.atMs;
    if (sinceMs > OLD_PICTURE_MS) return formatMs(sinceMs);
    if (!picture.age) return `less than ${formatMs(OLD_PICTURE_MS)}`;
    const { latencyMs, errorMs } = picture.age;
    return `${formatMs(latencyMs)} ± ${Math.ceil(errorMs)} ms`;
  };

  setInterval(() => {
    const teleop = robot.connection?.closed ? undefined : robot.connection?.teleop;
    show(word, teleop ? WORDS[teleop.liveness] : 'no robot');
    word.toggleAttribute('data-stale', teleop !== undefined && teleop.liveness !== 'live');
    show(facts.answer, formatMs(teleop?.silenceMs));
    show(facts.jitter, formatMs(teleop?.link?.jitterMs));
    show(facts.picture, pictureText());
  }, TICK_MS);
}
