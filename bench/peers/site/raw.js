/** RTCPeerConnection over bare Socket.IO: the robot offers when a viewer joins. */

{
  const ROBOT = 'raw';
  const { io } = globalThis;
  const query = new URLSearchParams(location.search);
  const connect = () => io({ transports: ['websocket'] });

  /** Tells the other end what this one has to say; gives what takes in what it says. */
  const negotiate = (pc, tell) => {
    pc.onicecandidate = ({ candidate }) => tell({ candidate });
    return async ({ candidate, description }) => {
      if (!description) return pc.addIceCandidate(candidate);
      await pc.setRemoteDescription(description);
      if (description.type === 'answer') return;
      await pc.setLocalDescription();
      tell({ description: pc.localDescription });
    };
  };

  const offer = async (pc, stream, tell) => {
    if (stream) for (const track of stream.getTracks()) pc.addTrack(track, stream);
    else {
      const channel = pc.createDataChannel('echo');
      channel.onmessage = ({ data }) => channel.send(data);
    }
    await pc.setLocalDescription();
    tell({ description: pc.localDescription });
  };

  const join = () => {
    const socket = connect();
    const pc = new RTCPeerConnection({ iceServers: [] });
    let robot;
    const take = negotiate(pc, (signal) => socket.emit('signal', robot, signal));
    socket.on('signal', (from, signal) => {
      robot = from;
      void take(signal);
    });
    socket.emit('join', ROBOT);
    return { pc, socket };
  };

  globalThis.way = {
    serve: async (stream) => {
      const socket = connect();
      const viewers = new Map();
      socket.on('join', (viewer) => {
        const pc = new RTCPeerConnection({ iceServers: [] });
        const tell = (signal) => socket.emit('signal', viewer, signal);
        viewers.set(viewer, { pc, take: negotiate(pc, tell) });
        void offer(pc, stream, tell);
      });
      socket.on('signal', (viewer, signal) => void viewers.get(viewer)?.take(signal));
      socket.on('left', (viewer) => {
        viewers.get(viewer)?.pc.close();
        viewers.delete(viewer);
      });
      await socket.emitWithAck('serve', ROBOT);
    },

    watch: (onStream) => {
      const { pc, socket } = join();
      const target = query.get('jitterBufferTarget');
      pc.ontrack = ({ receiver, streams: [stream] }) => {
        if (target !== null) receiver.jitterBufferTarget = Number(target);
        onStream(stream);
      };
      return () => {
        pc.close();
        socket.close();
      };
    },

    openChannel: (onReply) =>
      new Promise((resolve) => {
        join().pc.ondatachannel = ({ channel }) => {
          channel.onmessage = ({ data }) => onReply(JSON.parse(data));
          channel.onopen = () => resolve((value) => channel.send(JSON.stringify(value)));
        };
      }),
  };
}
