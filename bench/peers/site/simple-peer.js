/** simple-peer over bare Socket.IO: the robot offers when a viewer joins. */

{
  const ROBOT = 'simple-peer';
  const { io, SimplePeer } = globalThis;
  const config = { iceServers: [] };

  globalThis.way = {
    serve: async (stream) => {
      const socket = io({ transports: ['websocket'] });
      const viewers = new Map();
      socket.on('join', (viewer) => {
        const peer = new SimplePeer({ initiator: true, stream, config });
        viewers.set(viewer, peer);
        peer.on('signal', (signal) => socket.emit('signal', viewer, signal));
        peer.on('error', () => peer.destroy());
      });
      socket.on('signal', (viewer, signal) => viewers.get(viewer)?.signal(signal));
      socket.on('left', (viewer) => {
        viewers.get(viewer)?.destroy();
        viewers.delete(viewer);
      });
      await socket.emitWithAck('serve', ROBOT);
    },

    watch: (onStream) => {
      const socket = io({ transports: ['websocket'] });
      const peer = new SimplePeer({ config });
      let robot;
      peer.on('stream', onStream);
      peer.on('signal', (signal) => socket.emit('signal', robot, signal));
      socket.on('signal', (from, signal) => {
        robot = from;
        peer.signal(signal);
      });
      socket.emit('join', ROBOT);
      return () => {
        peer.destroy();
        socket.close();
      };
    },
  };
}
