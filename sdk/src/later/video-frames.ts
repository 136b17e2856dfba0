import { Frames } from '../media/frames.js';
import { parts } from './parts.js';

/** The frames of a video track, if the second file is there. */
export class VideoFrames extends Frames<VideoFrame> {
  /** @param onWanted - called when somebody subscribes */
  constructor(onWanted?: () => void) {
    super({
      type: 'VideoFrame',
      read: (...input) => {
        parts().readVideo(...input);
      },
      onWanted: () => {
        parts();
        onWanted?.();
      },
    });
  }
}
