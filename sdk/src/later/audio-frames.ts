import { Frames } from '../media/frames.js';
import { parts } from './parts.js';

/** How many blocks wait for a slow subscriber; as in the module whose place this takes. */
const MAX_BLOCKS = 50;

/** The sound of a track as AudioData, if the second file is there. */
export class AudioFrames extends Frames<AudioData> {
  /**
   * @param options - the shape of the blocks
   * @param onWanted - called when somebody subscribes
   */
  constructor(options: Record<string, never>, onWanted?: () => void) {
    super({
      type: 'AudioData',
      depth: MAX_BLOCKS,
      read: (...input) => {
        parts().readAudio(options, ...input);
      },
      onWanted: () => {
        parts();
        onWanted?.();
      },
    });
  }
}
