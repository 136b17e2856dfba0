/** What an operator's page keeps in global variables, for the functions that run in it. */
import type * as sdk from '@rtcbot-web/sdk';

declare global {
  var rtcbot: typeof sdk;
  var conn: sdk.RTCConnection;
  var received: unknown[];
  var video: HTMLVideoElement;
  /** What the robot has said of its cameras, newest last. */
  var cameraNews: CameraNews[];
  /** One per video track, in their order. */
  var videos: HTMLVideoElement[];
  /** A flood that goes on. */
  var flood: ReturnType<typeof setInterval>;
  /** Ask for the robot's cameras on `conn`, and keep what comes. */
  var prepareForCameras: () => void;
}

/** What a robot tells an operator that asks for cameras. */
export interface CameraNews {
  readonly cameras: readonly { readonly name: string; readonly state: string }[];
  readonly show: readonly string[];
  readonly error?: string;
}

/** Runs in the page. */
export function installCameras(): void {
  globalThis.prepareForCameras = () => {
    globalThis.cameraNews = [];
    globalThis.videos = [];
    conn.video.onTrack((receiver) => {
      const one = Object.assign(document.createElement('video'), { muted: true });
      one.srcObject = new MediaStream([receiver.track]);
      void one.play();
      videos.push(one);
    });
    const cameras = conn.addDataChannel('rtcbot.cameras');
    cameras.subscribe((news) => cameraNews.push(news as CameraNews));
  };
}
