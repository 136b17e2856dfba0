/** Ours, over the relay; `robot` in the address names the robot. */

{
  const query = new URLSearchParams(location.search);
  const relay = new rtcbot.Relay(query.get('relay'));
  const connect = () => relay.connect(query.get('robot'));

  globalThis.way = {
    serve: (stream) =>
      relay
        .serve('page', (conn) => {
          if (stream) conn.video.putSubscription(stream);
          else conn.subscribe((value) => conn.put_nowait(value));
        })
        .onReady(),

    watch: (onStream) => {
      const conn = connect();
      conn.video.subscribe(onStream);
      return () => conn.close();
    },

    openChannel: async (onReply) => {
      const conn = connect();
      conn.subscribe(onReply);
      await conn.onReady();
      return (value) => conn.put_nowait(value);
    },
  };
}
