import { RtcError } from '../../errors.js';
import { VideoFrames } from '../../media/video-frames.js';
import { ConnectionMediaHandler } from './connection-media-handler.js';

/**
 * What matters in a picture that comes in: `low`, that it is on the screen as soon as it has come, or `smooth`, that
 * pictures follow each other evenly, for which they are held back.
 */
export type Latency = 'low' | 'smooth';

/** How long pictures are held back, in ms: `smooth` evens out what Wi-Fi and mobile networks mostly do. */
const HELD_MS: Readonly<Record<Latency, number>> = { low: 0, smooth: 200 };

/**
 * The video of a connection, in and out.
 *
 * @see rtcbot/connection.py, `ConnectionVideoHandler`
 * @example
 * ```ts
 * conn.video.latency = 'smooth';
 * conn.video.subscribe((stream) => { video.srcObject = stream; });
 * ```
 */
export class ConnectionVideoHandler extends ConnectionMediaHandler<VideoFrame> {
  readonly #holdSound: (ms: number | null) => void;
  #latency: Latency = 'low';

  /** Made by a connection. @internal */
  constructor(holdSound: (ms: number | null) => void) {
    super('video', (onWanted) => new VideoFrames(onWanted));
    this.#holdSound = holdSound;
    this._hold(HELD_MS.low);
  }

  /**
   * What matters in a picture that comes in; `low` by default. It can be changed at any time. `smooth` holds pictures and
   * sound back by 200 ms, in browsers that have `RTCRtpReceiver.jitterBufferTarget`.
   * @throws RtcError `bad-argument` for anything else
   */
  get latency(): Latency {
    return this.#latency;
  }

  set latency(latency: Latency) {
    if (!Object.hasOwn(HELD_MS, latency)) {
      const known = Object.keys(HELD_MS).join(', ');
      const text = `conn.video.latency cannot be "${latency as string}". Available: ${known}.`;
      throw new RtcError('bad-argument', text);
    }
    this.#latency = latency;
    this._hold(HELD_MS[latency]);
    // Sound that nobody holds back has the buffer that it needs; held back pictures take it along.
    this.#holdSound(HELD_MS[latency] || null);
  }
}
