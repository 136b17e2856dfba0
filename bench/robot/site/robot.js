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

/** A data channel of the browser's own between two connections of this page, echoed; gives a function that makes a trip. */
async function openRawChannel() {
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
  return async (ping) => {
    const reply = new Promise((resolve) => (channel.onmessage = resolve));
    channel.send(JSON.stringify({ ping }));
    await reply;
  };
}

const nowMs = () => performance.timeOrigin + performance.now();

/**
 * Round trips in ms, one of each kind in turn: to the robot's program and back, and over a raw data channel. The program
 * answers with its own time, on the same machine: so the way there is known apart from the way back.
 */
globalThis.roundTrips = async (count) => {
  const { conn } = globalThis;
  const replies = conn.subscribe();
  const makeRawTrip = await openRawChannel();
  const trips = [];
  for (let ping = 0; ping < count; ping++) {
    const startMs = nowMs();
    conn.put_nowait({ ping });
    const { atMs } = await replies.get();
    const endMs = nowMs();
    await makeRawTrip(ping);
    const rawMs = nowMs() - endMs;
    trips.push({
      programMs: endMs - startMs,
      thereMs: atMs - startMs,
      backMs: endMs - atMs,
      rawMs,
    });
  }
  return trips;
};
