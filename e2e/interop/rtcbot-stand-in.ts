/**
 * RTCBot's JavaScript cannot be installed. This stands in for it: the same calls, and the same on the wire.
 * Strings go bare and arrive unparsed, tracks go without a stream, the description waits for every candidate.
 */

/** Runs in a page before its own scripts; defines `window.RTCBotStandIn`. */
export function installStandIn(): void {
  class MediaStandIn {
    callback: ((stream: MediaStream | undefined) => void) | undefined;
    readonly #pc: RTCPeerConnection;

    constructor(pc: RTCPeerConnection) {
      this.#pc = pc;
    }

    subscribe(callback: (stream: MediaStream | undefined) => void): void {
      this.callback = callback;
    }

    putSubscription(track: MediaStreamTrack): void {
      this.#pc.addTrack(track);
    }
  }

  class RTCBotStandIn {
    readonly pc: RTCPeerConnection;
    readonly video: MediaStandIn;
    readonly audio: MediaStandIn;
    readonly #ordered: boolean;
    #channel: RTCDataChannel | undefined;
    #waiting: string[] = [];
    #callback: (text: unknown) => void = () => undefined;

    constructor(ordered = true, rtcConfiguration: RTCConfiguration = {}) {
      this.#ordered = ordered;
      this.pc = new RTCPeerConnection(rtcConfiguration);
      this.video = new MediaStandIn(this.pc);
      this.audio = new MediaStandIn(this.pc);
      this.pc.ondatachannel = ({ channel }) => {
        if (channel.label === 'default') this.#use(channel);
      };
      this.pc.ontrack = ({ track, streams }) => {
        this[track.kind as 'video' | 'audio'].callback?.(streams[0]);
      };
    }

    async getLocalDescription(offer?: RTCSessionDescriptionInit): Promise<unknown> {
      const { pc } = this;
      if (offer) {
        await pc.setRemoteDescription(offer);
        await pc.setLocalDescription(await pc.createAnswer());
      } else {
        this.#use(pc.createDataChannel('default', { ordered: this.#ordered }));
        const legacyOptions = {
          offerToReceiveVideo: this.video.callback !== undefined,
          offerToReceiveAudio: this.audio.callback !== undefined,
        };
        await pc.setLocalDescription(await pc.createOffer(legacyOptions));
      }
      while (pc.iceGatheringState !== 'complete') {
        await new Promise((resolve) => {
          pc.addEventListener('icegatheringstatechange', resolve, { once: true });
        });
      }
      return pc.localDescription!.toJSON();
    }

    async setRemoteDescription(answer: RTCSessionDescriptionInit): Promise<void> {
      await this.pc.setRemoteDescription(answer);
    }

    subscribe(callback: (text: unknown) => void): void {
      this.#callback = callback;
    }

    put_nowait(message: unknown): void {
      const text = typeof message === 'string' ? message : JSON.stringify(message);
      if (this.#channel?.readyState === 'open') this.#channel.send(text);
      else this.#waiting.push(text);
    }

    /** Not RTCBot's: when the other side has ended it. */
    onClose(callback: () => void): void {
      this.#channel?.addEventListener('close', callback);
    }

    async close(): Promise<void> {
      this.#channel?.close();
      this.pc.close();
    }

    #use(channel: RTCDataChannel): void {
      this.#channel = channel;
      channel.onmessage = ({ data }) => {
        this.#callback(data);
      };
      channel.onopen = () => {
        for (const text of this.#waiting) channel.send(text);
        this.#waiting = [];
      };
    }
  }
  Object.assign(window, { RTCBotStandIn });
}
