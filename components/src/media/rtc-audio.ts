import type { RTCConnection } from '@rtcbot-web/sdk';
import { adoptProperties } from './media-mirror.js';
import { audioStyles } from './rtc-audio.styles.js';
import { RtcMediaElement } from './rtc-media-element.js';
import type { StreamSource } from './shown-stream.js';

/**
 * Plays the sound of a robot. Behaves as `<audio>` does: invisible without `controls`, but for the button that
 * the browser may ask for.
 *
 * @tag rtc-audio
 * @summary The sound of a robot.
 * @csspart audio - the native `<audio>`
 */
export class RtcAudio extends RtcMediaElement {
  static override readonly styles = audioStyles;

  constructor() {
    const audio = document.createElement('audio');
    super(audio);
    audio.part.add('audio');
    adoptProperties(this);
  }

  /** @internal */
  protected override _sourceOf(connection: RTCConnection): StreamSource {
    return connection.audio;
  }

  protected override _showsStatus(): boolean {
    return this._media.controls;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rtc-audio': RtcAudio;
  }
}
