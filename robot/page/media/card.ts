const WIDTH = 640;
const HEIGHT = 480;
const REDRAW_MS = 500;

/**
 * What operators see instead of a camera that gives no picture: words, so that nobody takes the last frame for what
 * is there now.
 */
export class Card {
  readonly track: MediaStreamTrack;
  readonly #canvas = Object.assign(document.createElement('canvas'), {
    width: WIDTH,
    height: HEIGHT,
  });
  readonly #timer: ReturnType<typeof setInterval>;
  readonly #words: string;

  /** @param words - what it says */
  constructor(words: string) {
    this.#words = words;
    const [track] = this.#canvas.captureStream().getVideoTracks();
    if (!track) throw new Error('A canvas yields no track.');
    this.track = track;
    this.#draw();
    // A picture that does not change is not sent, and who joins later would see nothing.
    this.#timer = setInterval(() => {
      this.#draw();
    }, REDRAW_MS);
  }

  /** End its track. */
  close(): void {
    clearInterval(this.#timer);
    this.track.stop();
  }

  #draw(): void {
    const context = this.#canvas.getContext('2d');
    if (!context) return;
    context.fillStyle = '#15191e';
    context.fillRect(0, 0, WIDTH, HEIGHT);
    context.fillStyle = '#e7eaee';
    context.font = '32px system-ui, sans-serif';
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    context.fillText(this.#words, WIDTH / 2, HEIGHT / 2, WIDTH - 40);
  }
}
