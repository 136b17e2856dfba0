/** An operator's page, and the measure to compare with: a raw data channel that is echoed in a page. */

/** Connects and shows the picture; resolves with the time from the call to the first frame. */
globalThis.watch = async (robotId) => {
  const startMs = performance.now();
  const conn = new rtcbot.Relay(location.origin).connect(robotId);
  const video = Object.assign(document.createElement('video'), { muted: true, width: 160 });
  document.body.append(video);
  conn.video.subscribe((stream) => {
    video.srcObject = stream;
    void video.play();
  });
  globalThis.conn = conn;
  await new Promise((resolve) => video.requestVideoFrameCallback(resolve));
  globalThis.firstFrameAtMs = Date.now();
  return performance.now() - startMs;
};

/** Round trips of messages that the robot's program sends back, in ms. */
globalThis.roundTrips = async (count) => {
  const { conn } = globalThis;
  const replies = conn.subscribe();
  return timeEach(count, async (ping) => {
    conn.put_nowait({ ping });
    await replies.get();
  });
};

/** The same over a data channel of the browser's own between two connections of this page. */
globalThis.rawRoundTrips = async (count) => {
  const [near, far] = [new RTCPeerConnection(), new RTCPeerConnection()];
  near.onicecandidate = ({ candidate }) => far.addIceCandidate(candidate);
  far.onicecandidate = ({ candidate }) => near.addIceCandidate(candidate);
  far.ondatachannel = ({ channel }) => {
    channel.onmessage = ({ data }) => channel.send(data);
  };
  const channel = near.createDataChannel('raw');
  await near.setLocalDescription();
  await far.setRemoteDescription(near.localDescription);
  await far.setLocalDescription();
  await near.setRemoteDescription(far.localDescription);
  await new Promise((resolve) => (channel.onopen = resolve));
  const times = await timeEach(count, async (ping) => {
    const reply = new Promise((resolve) => (channel.onmessage = resolve));
    channel.send(JSON.stringify({ ping }));
    await reply;
  });
  near.close();
  far.close();
  return times;
};

async function timeEach(count, work) {
  const times = [];
  for (let index = 0; index < count; index++) {
    const startMs = performance.now();
    await work(index);
    times.push(performance.now() - startMs);
  }
  return times;
}
