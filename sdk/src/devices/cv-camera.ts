import { MediaAccessError } from '../errors.js';
import { VideoFrames } from '../media/video-frames.js';
import { CaptureDevice, type CaptureOptions } from './capture-device.js';
import type { OpenTrack } from './capture.js';
import { preprocessTrack, type PreprocessFrame } from './preprocess-frames.js';

/** Options of a {@link CVCamera}. */
export interface CVCameraOptions extends CaptureOptions {
  /** Pixels; the camera's nearest size is taken. Default 320. */
  readonly width?: number | undefined;
  /** Pixels; the camera's nearest size is taken. Default 240. */
  readonly height?: number | undefined;
  /** Which camera, counted from 0 as `listDevices('videoinput')` does; default 0, the browser's choice. */
  readonly cameranumber?: number | undefined;
  /** Frames per second; the camera's nearest rate is taken. Default 30. */
  readonly fps?: number | undefined;
  /**
   * Makes the picture that is sent out of each VideoFrame, which is closed for it. A function runs in the main
   * thread and may be asynchronous; frames that come too fast for it are skipped. To work beside the main
   * thread, give a Worker that calls `servePreprocessFrame`: in Chromium frames go there and back without
   * touching the main thread.
   */
  readonly preprocessframe?: PreprocessFrame | Worker | undefined;
  /** A camera that gives no picture for so long counts as lost, in Chromium; by default never. */
  readonly stallMs?: number | undefined;
  /** What opens it in place of getUserMedia: a {@link drawnTrack}, or a screen by getDisplayMedia. */
  readonly open?: OpenTrack | undefined;
}

/**
 * A camera: outputs its MediaStream (`subscribe`), and each picture (`frames`).
 *
 * Opens when it is made. `error` and `onError` tell `media-denied`, `camera-missing` (not there, or unplugged),
 * `media-busy` and `media-failed`, and then it is closed. With `reopen` only `media-denied` ends it; `state`, `loss` and
 * `onStateChange` tell how it stands.
 *
 * @see rtcbot/camera.py, `CVCamera`
 * @example
 * ```ts
 * const camera = new CVCamera({ width: 640, height: 480 });
 * conn.video.putSubscription(camera);
 * camera.frames.subscribe((frame) => { console.log(frame.timestamp); });
 * ```
 */
export class CVCamera extends CaptureDevice<VideoFrame> {
  /** @param options - which camera, and how it is used */
  constructor(options: CVCameraOptions = {}) {
    const { width = 320, height = 240, cameranumber = 0, fps = 30, preprocessframe } = options;
    const { reopen, enabled, openTimeoutMs, stallMs, open } = options;
    super({
      ...{ reopen, enabled, openTimeoutMs, stallMs, open },
      kind: 'video',
      device: options.device ?? (cameranumber > 0 ? cameranumber : undefined),
      constraints: {
        width: { ideal: width },
        height: { ideal: height },
        frameRate: { ideal: fps },
      },
      frames: new VideoFrames(),
      process: preprocessframe && ((track) => preprocessTrack(track, preprocessframe)),
    });
    if (preprocessframe && typeof preprocessframe !== 'function') {
      preprocessframe.addEventListener('error', ({ message }) => {
        const text = `The worker of preprocessframe does not load or run: ${message}`;
        this._fail(new MediaAccessError('media-failed', text));
      });
    }
  }
}

/**
 * The Raspberry Pi's camera: in a browser the same as {@link CVCamera}.
 *
 * Chromium lists a USB camera at once, and so it does the camera of the legacy stack, which is `/dev/video0`. A camera
 * at the CSI connector of a current Raspberry Pi OS speaks libcamera, and reaches Chromium in one of two ways:
 *
 * - PipeWire, running with its libcamera plugin (`pipewire-libcamera`, `libspa-0.2-libcamera` in newer releases):
 *   start Chromium with `--enable-features=WebRtcPipeWireCamera`.
 * - libcamera's V4L2 compatibility layer (`libcamera-v4l2`): start Chromium under `libcamerify`. The camera is then
 *   `/dev/video0` to it, without controls.
 *
 * Where neither works, feed a `v4l2loopback` device from `rpicam-vid` through `ffmpeg`, and choose that.
 *
 * @see rtcbot/camera.py, `PiCamera`, `PiCamera2`
 */
export class PiCamera extends CVCamera {}
