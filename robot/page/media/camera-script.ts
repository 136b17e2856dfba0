import { drawnTrack, MediaAccessError, type DrawPicture } from '@rtcbot-web/sdk';
import type { SourceSettings } from '../../wire/media.js';
import { tellHost } from '../host.js';

type Frame = Parameters<DrawPicture>[1];

/** A script that draws a camera: its file's name, and what it exports. */
interface CameraScript {
  readonly name: string;
  readonly draw: (context: CanvasRenderingContext2D, state: unknown, frame: Frame) => void;
}

let scene: unknown;

/** Show this state in scripts that draw cameras from now on. @param json - as JSON text */
export function showScene(json: string): void {
  scene = JSON.parse(json);
}

/**
 * Make a camera of a script: its `draw` is called for each frame.
 * @param url - of the ES module, seen from the page
 * @param isWatched - whether anybody sees it
 * @throws MediaAccessError if it cannot be loaded, or draws nothing
 */
export async function drawCamera(
  url: string,
  settings: SourceSettings,
  isWatched: () => boolean,
): Promise<MediaStreamTrack> {
  const script = await load(new URL(url, location.href).href);
  const { width, height, frameRate: fps } = settings;
  const track = drawnTrack(painterOf(script), { width, height, fps, isWatched });
  // A canvas has no name of its own.
  return Object.defineProperty(track, 'label', { value: script.name });
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
function painterOf(script: CameraScript): DrawPicture {
  let told = '';
  return (context, frame) => {
    try {
      script.draw(context, scene, frame);
    } catch (error) {
      const trouble = String(error);
      drawTrouble(context, trouble);
      if (trouble === told) return;
      told = trouble;
      tellHost({ type: 'warning', message: `a camera's script failed: ${trouble}` });
    }
  };
}

function drawTrouble(context: CanvasRenderingContext2D, trouble: string): void {
  const { width, height } = context.canvas;
  context.reset();
  context.fillStyle = '#c5221f';
  context.fillRect(0, 0, width, height);
  context.fillStyle = '#fff';
  context.font = '20px system-ui, sans-serif';
  context.fillText(trouble, 20, height / 2, width - 40);
}
