/** What the tests run in the page: pictures and sound to show, direct connections, and a record of events. */

/** A canvas of one colour with a running number, as a stream; `stop` ends the pictures, not the stream. */
function createSource(colour = '#00c000', width = 320, height = 240) {
  const canvas = Object.assign(document.createElement('canvas'), { width, height });
  const context = canvas.getContext('2d');
  let count = 0;
  let timer;
  const draw = () => {
    context.fillStyle = colour;
    context.fillRect(0, 0, width, height);
    context.fillStyle = '#ffffff';
    context.fillText(String(count++), 4, 12);
  };
  const start = () => {
    timer ??= setInterval(draw, 33);
  };
  const stop = () => {
    clearInterval(timer);
    timer = undefined;
  };
  draw();
  start();
  return { stream: canvas.captureStream(30), start, stop };
}

/** An audio track; silent as long as the page may make no sound. */
function createSoundTrack() {
  const context = new AudioContext();
  const destination = context.createMediaStreamDestination();
  const tone = context.createOscillator();
  tone.connect(destination);
  tone.start();
  return destination.stream.getAudioTracks()[0];
}

/** Connections of this page may use its loopback addresses once it has been granted a camera. */
async function createConnections() {
  const camera = await navigator.mediaDevices.getUserMedia({ video: true });
  for (const track of camera.getTracks()) track.stop();
  const create = () => new rtcbot.RTCConnection({ rtcConfiguration: { iceServers: [] } });
  return [create(), create()];
}

/** Connects two RTCConnections of this page; what they subscribe and put has been said before. */
async function connectDirectly(one, other) {
  const offer = await one.getLocalDescription();
  await one.setRemoteDescription(await other.getLocalDescription(offer));
  await Promise.all([one.onReady(), other.onReady()]);
}

/** Resolves at the first event of that type for which `accepts` holds; at once if it holds already. */
function whenStatus(element, status) {
  return new Promise((resolve) => {
    const look = () => {
      if (element.status === status) resolve(performance.now());
    };
    element.addEventListener('rtc-status-change', look);
    look();
  });
}

/** For what must not happen: lets time go by. */
function passed(timeMs) {
  return new Promise((resolve) => setTimeout(resolve, timeMs));
}

/** Resolves once the element has shown `count` more pictures. */
function whenFrames(element, count = 1) {
  return new Promise((resolve) => {
    const next = () => {
      if (count-- > 0) element.requestVideoFrameCallback(next);
      else resolve();
    };
    next();
  });
}

/** Colour in the middle of what an element shows. */
function colourOf(element) {
  const video = element.shadowRoot.querySelector('video');
  const context = new OffscreenCanvas(1, 1).getContext('2d');
  const { videoWidth, videoHeight } = video;
  context.drawImage(video, videoWidth / 2, videoHeight / 2, 1, 1, 0, 0, 1, 1);
  return [...context.getImageData(0, 0, 1, 1).data].slice(0, 3);
}

/** A list that fills with the types of the events that `target` fires. */
function recordEvents(target, types) {
  const seen = [];
  for (const type of types) target.addEventListener(type, () => seen.push(type));
  return seen;
}

/** The connection of the page's `<rtc-robot>`. */
function operatorOf() {
  return document.querySelector('rtc-robot').connection;
}

Object.assign(globalThis, {
  operatorOf,
  createSource,
  createSoundTrack,
  createConnections,
  connectDirectly,
  whenStatus,
  passed,
  whenFrames,
  colourOf,
  recordEvents,
});
