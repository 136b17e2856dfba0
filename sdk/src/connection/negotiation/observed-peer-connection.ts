/** Label of the data channel that carries messages. @see RTCBot's wire: exactly this, made by the offerer */
export const DEFAULT_CHANNEL = 'default';

/**
 * The browser's RTCPeerConnection, but one whose instance and data channels we see: only the default channel
 * reaches simple-peer, which would take any other for it.
 */
export function observedPeerConnection(
  adopt: (pc: RTCPeerConnection) => void,
  onChannel: (channel: RTCDataChannel) => void,
): typeof RTCPeerConnection {
  return class extends RTCPeerConnection {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      adopt(this);
      this.addEventListener('datachannel', (event) => {
        if (event.channel.label !== DEFAULT_CHANNEL) event.stopImmediatePropagation();
        onChannel(event.channel);
      });
    }

    override createDataChannel(label: string, init?: RTCDataChannelInit): RTCDataChannel {
      const channel = super.createDataChannel(label, init);
      if (label === DEFAULT_CHANNEL) onChannel(channel);
      return channel;
    }
  };
}
