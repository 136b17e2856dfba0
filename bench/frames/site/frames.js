/** Both ends of the bench: a painted camera, and the ways to have each of its frames in hand. */

/** A canvas that moves, with a frame counter in black and white blocks, so that no frame equals another. */
globalThis.paintCamera = ({ width, height, framesPerSec }) => {
  const canvas = Object.assign(document.createElement('canvas'), { width, height });
  const context = canvas.getContext('2d');
  const block = width / 16;
  let frame = 0;
  setInterval(() => {
    frame++;
    for (let stripe = 0; stripe < 8; stripe++) {
      context.fillStyle = `hsl(${(frame * 3 + stripe * 45) % 360} 80% 50%)`;
      context.fillRect((stripe * width) / 8, 0, width / 8, height);
    }
    context.fillStyle = '#fff';
    context.fillRect((frame * 7) % width, height / 2, height / 4, height / 4);
    for (let bit = 0; bit < 16; bit++) {
      context.fillStyle = (frame >> bit) & 1 ? '#fff' : '#000';
      context.fillRect(bit * block, 0, block, block);
    }
  }, 1000 / framesPerSec);
  return canvas.captureStream(framesPerSec);
};

/** Each starts to take the frames of `track`, calls `onFrame` for each, and returns what ends that. */
globalThis.ways = {
  nobody: () => () => undefined,

  'video.frames': (_track, onFrame, conn) => {
    const subscriber = conn.video.frames.subscribe(onFrame);
    return () => conn.video.frames.unsubscribe(subscriber);
  },

  MediaStreamTrackProcessor: (track, onFrame) => {
    const reader = new globalThis.MediaStreamTrackProcessor({ track }).readable.getReader();
    const read = async () => {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return;
        onFrame(value);
        value.close();
      }
    };
    void read();
    return () => reader.cancel();
  },

  'requestVideoFrameCallback + canvas': (track, onFrame) => {
    const srcObject = new MediaStream([track]);
    const video = Object.assign(document.createElement('video'), { muted: true, srcObject });
    const canvas = document.createElement('canvas');
    const context = canvas.getContext('2d');
    let isOver = false;
    const step = () => {
      if (isOver) return;
      video.requestVideoFrameCallback(step);
      if (canvas.width !== video.videoWidth) canvas.width = video.videoWidth;
      if (canvas.height !== video.videoHeight) canvas.height = video.videoHeight;
      context.drawImage(video, 0, 0);
      onFrame(canvas);
    };
    video.requestVideoFrameCallback(step);
    void video.play();
    return () => {
      isOver = true;
      video.srcObject = null;
    };
  },
};

/** What WebRTC has counted on the newest peer connection. */
globalThis.countFrames = async () => {
  const stats = [...(await globalThis.peers.at(-1).getStats()).values()];
  const video = (type) => stats.find((one) => one.type === type && one.kind === 'video') ?? {};
  return {
    sent: video('outbound-rtp').framesSent,
    decoded: video('inbound-rtp').framesDecoded,
    width: video('inbound-rtp').frameWidth,
  };
};

/** Take frames in this way until `stopTaking`, which says how many came. */
globalThis.startTaking = (way) => {
  let delivered = 0;
  const [track] = globalThis.conn.video.stream.getVideoTracks();
  const end = globalThis.ways[way](track, () => void delivered++, globalThis.conn);
  globalThis.delivered = () => delivered;
  globalThis.stopTaking = () => {
    void end();
    return delivered;
  };
};

globalThis.peers = [];
globalThis.RTCPeerConnection = class extends RTCPeerConnection {
  constructor(configuration) {
    super(configuration);
    globalThis.peers.push(this);
  }
};
