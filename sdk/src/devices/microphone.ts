import { AudioFrames } from '../media/audio-frames.js';
import { CaptureDevice, type CaptureOptions } from './capture-device.js';

/** Options of a {@link Microphone}. */
export interface MicrophoneOptions extends CaptureOptions {
  /** Samples per second of `frames`; default 48000. The stream has the device's own rate. */
  readonly samplerate?: number | undefined;
  /** How many channels; by default as many as the device has. */
  readonly channels?: number | undefined;
  /** Samples per block of `frames` and channel; default 1024. */
  readonly blocksize?: number | undefined;
  /** Whether the browser takes out what its speakers play; by default its own choice. */
  readonly echoCancellation?: boolean | undefined;
  /** Whether the browser takes out noise; by default its own choice. */
  readonly noiseSuppression?: boolean | undefined;
  /** Whether the browser evens out loudness; by default its own choice. */
  readonly autoGainControl?: boolean | undefined;
}

/**
 * A microphone: outputs its MediaStream (`subscribe`), and blocks of samples as AudioData (`frames`).
 *
 * Opens when it is made. `error` and `onError` tell `media-denied`, `microphone-missing` (not there, or unplugged),
 * `media-busy` and `media-failed`, and then it is closed. With `reopen` only `media-denied` ends it; `state`, `loss` and
 * `onStateChange` tell how it stands.
 *
 * @see rtcbot/audio.py, `Microphone`
 * @example
 * ```ts
 * const microphone = new Microphone({ echoCancellation: true });
 * conn.audio.putSubscription(microphone);
 * ```
 */
export class Microphone extends CaptureDevice<AudioData> {
  /** @param options - which microphone, and how it is used */
  constructor(options: MicrophoneOptions = {}) {
    const { device, reopen, enabled, openTimeoutMs, ...rest } = options;
    const { blocksize = 1024, samplerate = 48_000, channels, ...processing } = rest;
    const constraints: Record<string, unknown> = { ...processing, sampleRate: samplerate };
    if (channels) constraints['channelCount'] = channels;
    super({
      ...{ kind: 'audio', device, constraints, reopen, enabled, openTimeoutMs },
      frames: new AudioFrames({ samplerate, channels, blocksize }),
    });
  }
}
