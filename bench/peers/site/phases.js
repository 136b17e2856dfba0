/** Notes when a page first gets to each step, in ms since its start, and counts its connections; loaded before all else. */

globalThis.phases = {};
globalThis.note = (name) => {
  globalThis.phases[name] ??= performance.now();
};
globalThis.connections = 0;

{
  const { note } = globalThis;

  globalThis.WebSocket = class extends WebSocket {
    constructor(...given) {
      super(...given);
      this.addEventListener('open', () => note('socket open'));
    }
  };

  globalThis.RTCPeerConnection = class extends RTCPeerConnection {
    #isOpen = true;

    constructor(...given) {
      super(...given);
      globalThis.connections++;
      note('peer connection made');
      this.addEventListener('track', () => note('track'));
      this.addEventListener('iceconnectionstatechange', () => {
        if (/^(connected|completed)$/.test(this.iceConnectionState)) note('ICE connected');
      });
    }

    async setLocalDescription(...given) {
      await super.setLocalDescription(...given);
      note('local description set');
    }

    async setRemoteDescription(...given) {
      note('remote description there');
      await super.setRemoteDescription(...given);
    }

    close() {
      super.close();
      if (this.#isOpen) globalThis.connections--;
      this.#isOpen = false;
    }
  };
}
