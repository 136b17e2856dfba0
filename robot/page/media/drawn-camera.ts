import { MediaAccessError } from '@rtcbot-web/sdk';
import type { SourceSettings } from '../../wire/media.js';
import { tellHost } from '../host.js';
import { sceneState } from './scene-state.js';

/** A script that draws a camera: its file's name, and what it exports. */
interface CameraScript {
  readonly name: string;
  readonly draw: (
    context: CanvasRenderingContext2D,
    state: unknown,
    frame: { readonly timeMs: number; readonly number: number },
  ) => void;
}

const WIDTH = 640;
const HEIGHT = 480;
const FRAME_RATE = 30;

/**
 * Make a camera of a script: its `draw` is called for each frame.
 * @param url - of the ES module, seen from the page
 * @throws MediaAccessError if it cannot be loaded, or draws nothing
 */
export async function drawCamera(url: string, settings: SourceSettings): Promise<MediaStreamTrack> {
  const script = await load(new URL(url, location.href).href);
  const { width = WIDTH, height = HEIGHT, frameRate = FRAME_RATE } = settings;
  const canvas = Object.assign(document.createElement('canvas'), { width, height });
  const context = canvas.getContext('2d', { alpha: false });
  const [track] = canvas.captureStream(frameRate).getVideoTracks();
  if (!context || !track) throw new MediaAccessError('media-failed', 'A canvas yields no track.');
  // A canvas has no name of its own.
  Object.defineProperty(track, 'label', { value: script.name });
  const painter = new Painter(script, context);
  painter.paint();
  const timer = setInterval(() => {
    if (track.readyState === 'ended') clearInterval(timer);
    else painter.paint();
  }, 1_000 / frameRate);
  return track;
}

async function load(url: string): Promise<CameraScript> {
  const name = decodeURIComponent(url.slice(url.lastIndexOf('/') + 1));
  try {
    const script = (await import(url)) as Partial<CameraScript>;
    if (typeof script.draw === 'function') return { name, draw: script.draw };
  } catch (cause) {
    throw new MediaAccessError('media-failed', `Camera script ${name}: ${String(cause)}`, {
      cause,
    });
  }
  throw new MediaAccessError(
    'media-failed',
    `Camera script ${name} must export a function draw(context, state, { timeMs, number }).`,
  );
}

/** Has a script draw; what it throws is told, and shown instead of a picture that is not now. */
class Painter {
  readonly #script: CameraScript;
  readonly #context: CanvasRenderingContext2D;
  #number = 0;
  #trouble = '';

  constructor(script: CameraScript, context: CanvasRenderingContext2D) {
    this.#script = script;
    this.#context = context;
  }

  paint(): void {
    const context = this.#context;
    // Each frame starts afresh, whatever the last one left behind.
    context.reset();
    try {
      this.#script.draw(context, sceneState(), {
        timeMs: performance.now(),
        number: this.#number++,
      });
    } catch (error) {
      this.#report(String(error));
    }
  }

  #report(trouble: string): void {
    const { width, height } = this.#context.canvas;
    this.#context.reset();
    this.#context.fillStyle = '#c5221f';
    this.#context.fillRect(0, 0, width, height);
    this.#context.fillStyle = '#fff';
    this.#context.font = '20px system-ui, sans-serif';
    this.#context.fillText(trouble, 20, height / 2, width - 40);
    if (trouble === this.#trouble) return;
    this.#trouble = trouble;
    tellHost({ type: 'warning', message: `a camera's script failed: ${trouble}` });
  }
}
