/** The page's side of coded_media.py: pictures and sound that can be recognised at the other end. */
import type { Picture, Sound } from './python-peer.js';

/** What `window.codedMedia` offers in a page. */
export interface CodedMedia {
  /** A track of coded pictures. */
  paint(width?: number, height?: number): MediaStreamTrack;
  /** A track with a sine. */
  tone(hz: number): MediaStreamTrack;
  /** What the next presented pictures of a video say. */
  pictures(video: HTMLVideoElement, count: number): Promise<Picture[]>;
  /** The strongest frequency in a stream, as soon as there is any sound. */
  sound(stream: MediaStream): Promise<Pick<Sound, 'hz'>>;
}

/** Runs in a page before its own scripts. */
export function installCodedMedia(): void {
  const BITS = 16;
  const stampNow = (): number => Date.now() % 65_536;

  const paintOnce = (context: CanvasRenderingContext2D): void => {
    const { width, height } = context.canvas;
    const side = width / BITS;
    const fill = (colour: string, ...area: [number, number, number, number]): void => {
      context.fillStyle = colour;
      context.fillRect(...area);
    };
    const stamp = stampNow();
    for (let bit = 0; bit < BITS; bit++) {
      const on = (stamp >> (BITS - 1 - bit)) & 1;
      fill(on ? '#fff' : '#000', bit * side, 0, side, side);
      fill(on ? '#000' : '#fff', bit * side, side, side, side);
    }
    fill('#f00', 0, 2 * side, width / 2, height);
    fill('#00f', width / 2, 2 * side, width / 2, height);
  };

  const colourName = (red: number, green: number, blue: number): string =>
    [red > 128 && 'red', green > 128 && 'green', blue > 128 && 'blue'].filter(Boolean).join('+') ||
    'dark';

  const read = (context: OffscreenCanvasRenderingContext2D): Picture => {
    const now = stampNow();
    const { width, height } = context.canvas;
    const { data } = context.getImageData(0, 0, width, height);
    const at = (x: number, y: number) => {
      const start = (Math.floor(y) * width + Math.floor(x)) * 4;
      return [data[start]!, data[start + 1]!, data[start + 2]!] as const;
    };
    const side = width / BITS;
    const isWhite = (column: number, row: number): boolean =>
      at((column + 0.5) * side, (row + 0.5) * side)[0] > 128;
    let stamp = 0;
    let isCoded = true;
    for (let column = 0; column < BITS; column++) {
      const on = isWhite(column, 0);
      if (on === isWhite(column, 1)) isCoded = false;
      stamp = stamp * 2 + (on ? 1 : 0);
    }
    return {
      width,
      height,
      stamp: isCoded ? stamp : null,
      ageMs: (now - stamp + 65_536) % 65_536,
      left: colourName(...at(width / 4, height * 0.75)),
      right: colourName(...at((width * 3) / 4, height * 0.75)),
    };
  };

  const codedMedia: CodedMedia = {
    paint(width = 640, height = 480) {
      const canvas = Object.assign(document.createElement('canvas'), { width, height });
      const context = canvas.getContext('2d')!;
      paintOnce(context);
      setInterval(() => {
        paintOnce(context);
      }, 1000 / 15);
      return canvas.captureStream(15).getVideoTracks()[0]!;
    },
    tone(hz) {
      const context = new AudioContext();
      const oscillator = new OscillatorNode(context, { frequency: hz });
      const gain = new GainNode(context, { gain: 0.4 });
      const destination = context.createMediaStreamDestination();
      oscillator.connect(gain).connect(destination);
      oscillator.start();
      void context.resume();
      return destination.stream.getAudioTracks()[0]!;
    },
    async pictures(video, count) {
      const found: Picture[] = [];
      while (found.length < count) {
        await new Promise((resolve) => video.requestVideoFrameCallback(resolve));
        const canvas = new OffscreenCanvas(video.videoWidth, video.videoHeight);
        const context = canvas.getContext('2d', { willReadFrequently: true })!;
        context.drawImage(video, 0, 0);
        const picture = read(context);
        // Chromium presents black until the first picture is there.
        if (found.length > 0 || picture.stamp !== null) found.push(picture);
      }
      return found;
    },
    async sound(stream) {
      // Chromium feeds a remote track into Web Audio only while a media element has it too.
      const element = new Audio();
      element.muted = true;
      element.srcObject = stream;
      const context = new AudioContext();
      await context.resume();
      const analyser = new AnalyserNode(context, { fftSize: 16_384, smoothingTimeConstant: 0 });
      context.createMediaStreamSource(stream).connect(analyser);
      const bins = new Float32Array(analyser.frequencyBinCount);
      const strongest = async (): Promise<number> => {
        await new Promise((resolve) => requestAnimationFrame(resolve));
        analyser.getFloatFrequencyData(bins);
        const peak = bins.indexOf(Math.max(...bins));
        return bins[peak]! > -40 ? (peak * context.sampleRate) / analyser.fftSize : strongest();
      };
      const hz = await strongest();
      element.srcObject = null;
      await context.close();
      return { hz };
    },
  };
  Object.assign(window, { codedMedia });
}
