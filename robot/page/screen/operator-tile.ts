import type { OperatorReport } from '../../wire/media.js';
import { LevelMeter } from './level-meter.js';

/** One operator on the screen: its picture, its sound, its name. */
export class OperatorTile {
  readonly element = document.createElement('figure');
  readonly #video = document.createElement('video');
  readonly #audio = document.createElement('audio');
  readonly #meter = new LevelMeter();
  #frames = 0;
  #removed = false;

  /**
   * @param label - what the screen calls the operator
   * @param sinkId - id of the speaker; empty for the system's own
   */
  constructor(label: string, sinkId: string) {
    const caption = document.createElement('figcaption');
    caption.textContent = label;
    // The sound has an element of its own: a picture without sound plays muted, and both may come alone.
    this.#video.muted = true;
    this.#video.playsInline = true;
    if (sinkId) this.#audio.setSinkId(sinkId).catch(reportError);
    this.element.append(this.#video, this.#audio, caption);
    this.#countFrames();
  }

  /** What it shows and plays. */
  get report(): Pick<OperatorReport, 'display' | 'speaker'> {
    const { videoWidth: width, videoHeight: height } = this.#video;
    return {
      display: { width, height, frames: this.#frames },
      speaker: { level: this.#meter.level },
    };
  }

  /** Show the connection's state. */
  set connectionState(state: string) {
    this.element.dataset['state'] = state;
  }

  showVideo(stream: MediaStream): void {
    this.#video.srcObject = stream;
    play(this.#video);
  }

  playAudio(stream: MediaStream): void {
    this.#audio.srcObject = stream;
    play(this.#audio);
    this.#meter.measure(stream);
  }

  /** Take it off the screen and let go of its media. */
  remove(): void {
    this.#removed = true;
    this.#meter.close();
    this.#video.srcObject = null;
    this.#audio.srcObject = null;
    this.element.remove();
  }

  #countFrames(): void {
    this.#video.requestVideoFrameCallback(() => {
      if (this.#removed) return;
      this.#frames++;
      this.#countFrames();
    });
  }
}

function play(element: HTMLMediaElement): void {
  element.play().catch((error: unknown) => {
    // A source that is replaced or removed while it starts is fine.
    if (!(error instanceof DOMException && error.name === 'AbortError')) reportError(error);
  });
}
