import { MediaAccessError } from '@rtcbot-web/sdk/subscriptions';
import type { FramesOptions, RobotFrame, RobotFrames } from './robot-frames.js';

/** Which picture is wanted. */
export interface SnapshotOptions extends Omit<FramesOptions, 'maxFps'> {
  /** How long to wait for it; default 5000. */
  readonly timeoutMs?: number | undefined;
}

const TIMEOUT_MS = 5_000;

/**
 * Take one picture.
 * @throws MediaAccessError `camera-missing` if the camera gives none in time
 */
export async function takeSnapshot(
  open: (options: FramesOptions) => RobotFrames,
  { timeoutMs = TIMEOUT_MS, ...options }: SnapshotOptions,
): Promise<RobotFrame> {
  const frames = open(options);
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    return await frames.get({ signal });
  } catch (cause) {
    if (!signal.aborted) throw cause;
    throw new MediaAccessError(
      'camera-missing',
      `The camera gave no picture within ${String(timeoutMs)} ms: is it switched off or unplugged? See status().`,
      { cause },
    );
  } finally {
    await frames.close();
  }
}
