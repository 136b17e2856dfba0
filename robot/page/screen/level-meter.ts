/** One context serves all meters: a browser allows only a few. */
let context: AudioContext | undefined;

/** The most that an analyser keeps: two thirds of a second at 48 kHz, so that a short sound is not missed. */
const KEPT_SAMPLES = 32_768;

/** Measures how loud a stream is. */
export class LevelMeter {
  #source: MediaStreamAudioSourceNode | undefined;
  #analyser: AnalyserNode | undefined;

  /** Root mean square of the last two thirds of a second, 0 to 1; 0 before there is sound. */
  get level(): number {
    if (!this.#analyser) return 0;
    const samples = new Float32Array(this.#analyser.fftSize);
    this.#analyser.getFloatTimeDomainData(samples);
    const sum = samples.reduce((total, sample) => total + sample * sample, 0);
    return Math.sqrt(sum / samples.length);
  }

  /** Measure `stream` from now on; a media element must play it too, or a peer's sound stays silent. */
  measure(stream: MediaStream): void {
    this.close();
    context ??= new AudioContext();
    this.#source = context.createMediaStreamSource(stream);
    this.#analyser = context.createAnalyser();
    this.#analyser.fftSize = KEPT_SAMPLES;
    this.#source.connect(this.#analyser);
  }

  /** Let go of the stream. */
  close(): void {
    this.#source?.disconnect();
    this.#source = undefined;
    this.#analyser = undefined;
  }
}
