/** Runs in a page before it connects: every peer connection that it makes from then on is in `peers`. */
export function recordPeers(): void {
  const made: RTCPeerConnection[] = [];
  const Native = RTCPeerConnection;
  Object.assign(window, {
    peers: made,
    RTCPeerConnection: class extends Native {
      constructor(configuration?: RTCConfiguration) {
        super(configuration);
        made.push(this);
      }
    },
  });
}
