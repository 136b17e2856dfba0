import { RtcError } from '@rtcbot-web/sdk/subscriptions';
import type { HostMessage } from '../../wire/messages.js';
import type { Log } from '@rtcbot-web/sdk/protocol';
import { type FramesOptions, RobotFrames } from './robot-frames.js';

const DEFAULTS = { format: 'jpeg', maxFps: 10, quality: 0.8, width: 0 } as const;
const MAX_FPS = 240;
const MAX_WIDTH = 7680;

interface Feed {
  readonly frames: RobotFrames;
  readonly request: Extract<HostMessage, { type: 'start-frames' }>;
}

/** All the frames that a robot's program asks for. */
export class FrameFeeds {
  readonly #feeds = new Map<number, Feed>();
  readonly #send: (message: HostMessage) => void;
  readonly #log: Log;
  #last = 0;

  constructor(send: (message: HostMessage) => void, log: Log) {
    this.#send = send;
    this.#log = log;
  }

  /**
   * Make frames of a camera.
   * @throws RtcError `bad-argument` that says which option is wrong
   */
  create(camera: string, options: FramesOptions): RobotFrames {
    const feed = ++this.#last;
    const { format, maxFps, quality, width } = checked(options);
    const request = { type: 'start-frames', feed, camera, format, maxFps, quality, width } as const;
    const frames = new RobotFrames({
      start: () => {
        this.#send(request);
      },
      stop: () => {
        this.#send({ type: 'stop-frames', feed });
      },
      onCallbackError: (error) => {
        this.#log.error(`A frames callback failed: ${String(error)}`);
      },
    });
    this.#feeds.set(feed, { frames, request });
    frames.onClose(() => {
      this.#feeds.delete(feed);
    });
    return frames;
  }

  /** Take an upload of the page; says whether more of them are wanted. */
  onUpload(path: string, query: URLSearchParams, data: Buffer): boolean {
    const feed = this.#feeds.get(Number(/^frames\/(\d+)$/.exec(path)?.[1]));
    if (!feed?.frames._wanted) return false;
    const { camera, format } = feed.request;
    const numberOf = (name: string): number => Number(query.get(name));
    feed.frames._onFrame({
      ...{ camera, format, data },
      ...{ width: numberOf('width'), height: numberOf('height') },
      timestampMs: numberOf('timestampMs'),
    });
    return true;
  }

  /** The page runs anew: ask again for what is wanted. */
  restart(): void {
    for (const { frames, request } of this.#feeds.values()) {
      if (frames._wanted) this.#send(request);
    }
  }

  /** End all of them. */
  async close(): Promise<void> {
    await Promise.all([...this.#feeds.values()].map(({ frames }) => frames.close()));
  }
}

type Request = Feed['request'];

function checked(options: FramesOptions): Pick<Request, 'format' | 'maxFps' | 'quality' | 'width'> {
  const format = options.format ?? DEFAULTS.format;
  const maxFps = options.maxFps ?? DEFAULTS.maxFps;
  const quality = options.quality ?? DEFAULTS.quality;
  const width = options.width ?? DEFAULTS.width;
  const refuse = (what: string): never => {
    throw new RtcError('bad-argument', `frames(): ${what}.`);
  };
  if (!['jpeg', 'rgba'].includes(format)) refuse('format must be "jpeg" or "rgba"');
  if (!(maxFps > 0 && maxFps <= MAX_FPS)) {
    refuse(`maxFps must be above 0, at most ${String(MAX_FPS)}`);
  }
  if (!(quality >= 0 && quality <= 1)) refuse('quality must be 0 to 1');
  if (!(Number.isInteger(width) && width >= 0 && width <= MAX_WIDTH)) {
    refuse(`width must be a whole number of pixels, at most ${String(MAX_WIDTH)}`);
  }
  return { format, maxFps, quality, width };
}
