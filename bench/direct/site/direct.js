/** Connects a viewer to a camera without a relay, and tells how long its first frame takes, in ms. */

const rtcConfiguration = { iceServers: [] };

/** A camera that answers, as the robot of RTCBot's tutorial does. */
function makeCamera() {
  const canvas = Object.assign(document.createElement('canvas'), { width: 640, height: 480 });
  const context = canvas.getContext('2d');
  let frame = 0;
  const timer = setInterval(() => {
    context.fillStyle = `hsl(${frame++ * 7} 80% 50%)`;
    context.fillRect(0, 0, 640, 480);
  }, 33);
  const conn = new rtcbot.RTCConnection({ rtcConfiguration });
  conn.video.putSubscription(canvas.captureStream(30));
  conn.onClose(() => clearInterval(timer));
  return conn;
}

/** Resolves when the element shows a frame. */
const firstFrame = (video, srcObject) => {
  Object.assign(video, { muted: true, srcObject });
  void video.play();
  return new Promise((resolve) => video.requestVideoFrameCallback(resolve));
};

const viewers = {
  ours: async (video, camera) => {
    const conn = new rtcbot.RTCConnection({ rtcConfiguration });
    const shown = new Promise((resolve) => {
      conn.video.subscribe((stream) => void firstFrame(video, stream).then(resolve));
    });
    const answer = await camera.getLocalDescription(await conn.getLocalDescription());
    await conn.setRemoteDescription(answer);
    await shown;
    return conn;
  },

  /** What RTCBot's JavaScript does: the offer leaves when all candidates are gathered. */
  'all candidates first': async (video, camera) => {
    const conn = new RTCPeerConnection(rtcConfiguration);
    conn.createDataChannel('default');
    conn.addTransceiver('video', { direction: 'recvonly' });
    const shown = new Promise((resolve) => {
      conn.ontrack = ({ streams }) => void firstFrame(video, streams[0]).then(resolve);
    });
    await conn.setLocalDescription();
    await new Promise((resolve) => {
      conn.onicegatheringstatechange = () => conn.iceGatheringState === 'complete' && resolve();
    });
    const { type, sdp } = conn.localDescription;
    await conn.setRemoteDescription(await camera.getLocalDescription({ type, sdp }));
    await shown;
    return conn;
  },
};

globalThis.timeFirstFrame = async (viewer) => {
  const camera = makeCamera();
  const video = document.body.appendChild(document.createElement('video'));
  const startMs = performance.now();
  const conn = await viewers[viewer](video, camera);
  const ms = performance.now() - startMs;
  await conn.close();
  await camera.close();
  video.remove();
  return ms;
};
