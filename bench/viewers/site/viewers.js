/** A viewer's page: several viewers in one page, so that the machine has work to spare for the robot. */

const viewers = [];

/** Connects one more viewer, and resolves with its first frame. */
globalThis.addViewer = async (robotId) => {
  const conn = new rtcbot.Relay(location.origin).connect(robotId);
  const video = Object.assign(document.createElement('video'), { muted: true, width: 80 });
  document.body.append(video);
  conn.video.subscribe((stream) => {
    video.srcObject = stream;
    void video.play();
  });
  viewers.push(conn);
  await new Promise((resolve) => video.requestVideoFrameCallback(resolve));
};

/** What each viewer got so far: frames, freezes, and the height of its picture. */
globalThis.readViewers = () =>
  Promise.all(
    viewers.map(async (conn) => {
      const [incoming] = (await conn.getStats()).video.incoming;
      return {
        framesPerSec: incoming?.framesPerSec ?? 0,
        freezes: incoming?.freezes ?? 0,
        height: incoming?.height ?? 0,
      };
    }),
  );

/** All of them leave. */
globalThis.removeViewers = () => Promise.all(viewers.splice(0).map((conn) => conn.close()));
