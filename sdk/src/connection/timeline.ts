/**
 * When each step on the way to the other side was done, in ms since the connection, or after a loss the newest link, was begun.
 * What has not happened yet is missing. The steps overlap: each is a time, not a duration.
 */
export interface ConnectionTimeline {
  /** The relay was reached. Missing where it was there already, and without a relay. */
  readonly relayMs?: number;
  /** The relay gave the place at the robot. */
  readonly joinedMs?: number;
  /** The offer was made. */
  readonly offerMs?: number;
  /** The answer came. */
  readonly answerMs?: number;
  /** A path was found and is encrypted (ICE and DTLS). */
  readonly connectedMs?: number;
  /** Messages go both ways. */
  readonly messagesMs?: number;
  /** The first media came in: of a picture, its first packets. */
  readonly mediaMs?: number;
}

/** A step of a {@link ConnectionTimeline}. */
export type ConnectionStep = keyof ConnectionTimeline extends `${infer Step}Ms` ? Step : never;

/** Keeps the time of each step, and shows it among the page's performance measures as `rtcbot <step>`. */
export class TimelineRecorder {
  #pc: RTCPeerConnection | undefined;
  #startMs = performance.now();
  #steps: ConnectionTimeline = {};

  get timeline(): ConnectionTimeline {
    return this.#steps;
  }

  /** A link begins: that of the start, or a newer one. */
  watch(pc: RTCPeerConnection): void {
    if (this.#pc) {
      this.#startMs = performance.now();
      this.#steps = {};
    }
    this.#pc = pc;
    const markIf = (step: ConnectionStep, isDone: () => boolean) => (): void => {
      if (this.#pc === pc && isDone()) this.mark(step);
    };
    const onOffer = markIf('offer', () => pc.signalingState === 'have-local-offer');
    const onAnswer = markIf('answer', () => pc.signalingState === 'stable');
    pc.addEventListener('signalingstatechange', onOffer);
    pc.addEventListener('signalingstatechange', onAnswer);
    const onState = markIf('connected', () => pc.connectionState === 'connected');
    pc.addEventListener('connectionstatechange', onState);
    pc.addEventListener('track', ({ track }) => {
      const onMedia = markIf('media', () => !track.muted);
      track.addEventListener('unmute', onMedia);
      onMedia();
    });
  }

  /** The channel of the messages is there. */
  watchChannel(channel: RTCDataChannel): void {
    const onOpen = (): void => {
      if (channel.readyState === 'open') this.mark('messages');
    };
    channel.addEventListener('open', onOpen);
    onOpen();
  }

  /** This step is done. Only the first time counts. */
  mark(step: ConnectionStep): void {
    const name = `${step}Ms` as const;
    if (this.#steps[name] !== undefined) return;
    const end = performance.now();
    this.#steps = { ...this.#steps, [name]: end - this.#startMs };
    show(`rtcbot ${step}`, this.#startMs, end);
  }
}

function show(name: string, start: number, end: number): void {
  try {
    // Only the newest of each is kept: a robot has many connections in a year.
    performance.clearMeasures(name);
    performance.measure(name, { start, end });
  } catch {
    // A page whose clock was replaced may have times below zero. No call hangs on a measure.
  }
}
