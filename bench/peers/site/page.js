/**
 * Either end of a way, which its script has put into `globalThis.way`:
 * - `serve(stream)`: a robot; sends the stream to each viewer, or without one echoes what comes. Resolves when it is known.
 * - `watch(onStream)`: a viewer that connects; returns how to hang up.
 * - `openChannel(onReply)`: the same without a picture; resolves to what sends a value.
 */

async function serve(query) {
  const { way } = globalThis;
  const size = { width: Number(query.get('width')), height: Number(query.get('height')) };
  await way.serve(size.width ? await drawPicture(size) : undefined);
  globalThis.isServing = true;
}

/** The picture is painted by `setPainting(true)`. */
async function drawPicture(size) {
  const { draw } = await import('/clock.mjs');
  const canvas = Object.assign(document.createElement('canvas'), size);
  const context = canvas.getContext('2d', { alpha: false });
  const stream = canvas.captureStream(30);
  let number = 0;
  let timer;
  const paint = () => draw(context, undefined, { number: number++ });
  globalThis.setPainting = (isOn) => {
    clearInterval(timer);
    if (!isOn) return;
    paint();
    timer = setInterval(paint, 1000 / 30);
  };
  return stream;
}

function watch() {
  const { note, way } = globalThis;
  const video = Object.assign(document.createElement('video'), { muted: true, autoplay: true });
  document.body.append(video);
  globalThis.firstFrame = new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error('No picture has come for a minute.')), 60_000);
    video.requestVideoFrameCallback(() => {
      note('first frame');
      resolve(globalThis.phases);
    });
  });
  note('connect');
  globalThis.hangUp = way.watch((stream) => {
    video.srcObject = stream;
  });
  globalThis.measureAges = async (count) => {
    const { measureAges } = await import('/clock.mjs');
    return measureAges(video, count);
  };
}

/** For round trips, one after the other. */
function openChannel() {
  let onReply;
  globalThis.opened = globalThis.way
    .openChannel((value) => onReply(value))
    .then((send) => {
      globalThis.roundTrips = async (count) => {
        const tripsMs = [];
        for (let number = 0; number < count; number++) {
          const startMs = performance.now();
          send({ number });
          const reply = await new Promise((resolve) => (onReply = resolve));
          tripsMs.push(performance.now() - startMs);
          if (reply.number !== number) throw new Error(`${reply.number} came back for ${number}.`);
        }
        return tripsMs;
      };
    });
}

{
  const query = new URLSearchParams(location.search);
  if (query.get('role') === 'robot') void serve(query);
  else if (query.has('channel')) openChannel();
  else watch();
}
