import * as v from 'valibot';

/** Name of the data channel on which a robot tells of its cameras, and is asked for them. */
export const CAMERAS_CHANNEL = 'rtcbot.cameras';

/** A camera of a robot, as the robot describes it. */
export interface RobotCamera {
  readonly name: string;
  /** What the robot's system calls the device. */
  readonly label: string;
  /** `off`: not captured; `lost`: unplugged or failed, and tried again until it is back. */
  readonly state: 'live' | 'off' | 'lost';
  /** Pixels; 0 unless it is live. */
  readonly width: number;
  /** Pixels; 0 unless it is live. */
  readonly height: number;
  /** Frames per second; 0 unless it is live. */
  readonly frameRate: number;
}

/** What the robot says at first, and whenever something of it changes. */
export interface CameraNews {
  readonly cameras: readonly RobotCamera[];
  /** Names of those that are sent: the first one on the first video track, and so on. */
  readonly show: readonly string[];
  /** Why the last wish was not fulfilled. */
  readonly error?: string | undefined;
}

const newsSchema: v.GenericSchema<unknown, CameraNews> = v.object({
  cameras: v.array(
    v.object({
      ...{ name: v.string(), label: v.string(), state: v.picklist(['live', 'off', 'lost']) },
      ...{ width: v.number(), height: v.number(), frameRate: v.number() },
    }),
  ),
  show: v.array(v.string()),
  error: v.optional(v.string()),
});

/** Read a message of the channel; undefined if it is something else. */
export function cameraNewsOf(message: unknown): CameraNews | undefined {
  const result = v.safeParse(newsSchema, message);
  return result.success ? result.output : undefined;
}
