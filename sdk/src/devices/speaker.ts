import { MediaAccessError } from '../errors.js';
import { findDevice } from './device-list.js';
import { MediaSink } from './media-sink.js';

/** Options of a {@link Speaker}. */
export interface SpeakerOptions {
  /** Which one: its id, its label or a part of that, see `listDevices('audiooutput')`; by default the system's. */
  readonly device?: string | undefined;
  /** What plays; by default an element of its own, which is not in the page. */
  readonly element?: HTMLMediaElement | undefined;
}

/**
 * Plays the MediaStream that it is given. `ready` says whether it plays.
 *
 * Browsers may want a gesture of the user first: then `onError` tells `autoplay-blocked`, and the next click or
 * key starts it. A `device` that is not there is `media-failed`, and the system's plays.
 *
 * @see rtcbot/audio.py, `Speaker`
 * @example
 * ```ts
 * const speaker = new Speaker();
 * speaker.putSubscription(conn.audio);
 * speaker.onError(({ message }) => { hint.textContent = message; });
 * ```
 */
export class Speaker extends MediaSink<MediaStream> {
  /** What plays; its `volume` and `muted` are yours. */
  readonly element: HTMLMediaElement;

  /** @param options - where to play */
  constructor({ device, element = new Audio() }: SpeakerOptions = {}) {
    super();
    this.element = element;
    if (device === undefined) return;
    findDevice('audiooutput', device)
      .then(({ deviceId }) => element.setSinkId(deviceId))
      .catch((error: unknown) => {
        this.#fail(
          'media-failed',
          `The speaker cannot be used: ${(error as Error).message}`,
          error,
        );
      });
  }

  protected override _close(): void | Promise<void> {
    this.element.srcObject = null;
    return super._close();
  }

  protected override _present(stream: MediaStream): void {
    this._setReady(false);
    this.element.srcObject = stream;
    void this.#play(this._replace());
  }

  async #play(signal: AbortSignal): Promise<void> {
    try {
      await this.element.play();
      if (!signal.aborted) this._setReady(true);
    } catch (error) {
      if (signal.aborted) return;
      const { name, message } = error as Error;
      if (name !== 'NotAllowedError') {
        this.#fail('media-failed', `The sound cannot be played: ${message}.`, error);
        return;
      }
      for (const gesture of ['click', 'keydown']) {
        addEventListener(gesture, () => void this.#play(signal), { once: true, signal });
      }
      this.#fail('autoplay-blocked', 'The browser plays sound after a click: ask for one.', error);
    }
  }

  #fail(code: 'media-failed' | 'autoplay-blocked', message: string, cause: unknown): void {
    this._setError(new MediaAccessError(code, message, { cause }));
  }
}
