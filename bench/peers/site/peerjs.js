/** PeerJS: the viewer connects to the robot, which calls it. */

{
  const ROBOT = 'robot';
  const { Peer } = globalThis;
  const options = {
    host: '127.0.0.1',
    port: Number(new URLSearchParams(location.search).get('peerPort')),
    config: { iceServers: [] },
  };
  // An id of its own saves it a round trip to the server.
  const connect = () => new Peer(crypto.randomUUID(), options);

  globalThis.way = {
    serve: async (stream) => {
      const peer = new Peer(ROBOT, options);
      peer.on('connection', (asked) => {
        if (stream) {
          const call = peer.call(asked.peer, stream);
          asked.on('close', () => call.close());
        } else asked.on('data', (value) => asked.send(value));
      });
      await new Promise((resolve) => peer.on('open', resolve));
    },

    watch: (onStream) => {
      const peer = connect();
      peer.on('call', (call) => {
        call.answer();
        call.on('stream', onStream);
      });
      peer.on('open', () => peer.connect(ROBOT));
      return () => peer.destroy();
    },

    openChannel: (onReply) =>
      new Promise((resolve) => {
        const peer = connect();
        peer.on('open', () => {
          const robot = peer.connect(ROBOT, { serialization: 'json' });
          robot.on('data', onReply);
          robot.on('open', () => resolve((value) => robot.send(value)));
        });
      }),
  };
}
