import type {
  CameraReport,
  EncoderReport,
  MicrophoneReport,
  OperatorReport,
} from '../wire/media.js';
import type { ProgramState } from '@rtcbot-web/sdk/teleop';
import type { OperatorRole } from '../wire/messages.js';
import type { OperatorRegistry } from './operators/operator-registry.js';
import { processUsage } from './chromium/process-usage.js';
import type { RegistrationStatus } from './operators/relay-registration.js';
import type { RobotHost } from './host/robot-host.js';

/**
 * What a robot is doing. `starting` lasts until it is registered at its relay; `healing` means that its camera
 * page was lost and is being started again.
 */
export type RobotState = 'idle' | 'starting' | 'running' | 'healing' | 'closed';

/** What a robot says of itself. */
export interface RobotStatus {
  readonly state: RobotState;
  /** How it stands with the relay; null without one. */
  readonly relay: RegistrationStatus | null;
  /** The default camera; null unless it is live. */
  readonly camera: CameraReport | null;
  /** Every camera, the default one first. */
  readonly cameras: readonly CameraReport[];
  readonly microphone: MicrophoneReport | null;
  readonly operators: readonly OperatorStatus[];
  /**
   * How the program of `--exec` or `--stdio` stands: `unwatched` answers no pings, so that nobody would notice if it hung. Null
   * where there is none.
   */
  readonly program: ProgramState | null;
  /** What encodes the pictures: one entry per operator and camera. */
  readonly encoders: readonly EncoderReport[];
  /** Null while there is none. */
  readonly chromium: ChromiumStatus | null;
  /** How often Chromium was started again, for whatever reason. */
  readonly restarts: number;
}

/** How the robot's Chromium stands. */
export interface ChromiumStatus {
  readonly pid: number;
  readonly version: string;
  readonly uptimeSeconds: number;
  /** Of all its processes. */
  readonly memoryMiB: number;
  /** Time on a processor of all its processes since it was started. */
  readonly cpuSeconds: number;
}

/** What a robot says of one operator. */
export interface OperatorStatus extends OperatorReport {
  readonly role: OperatorRole;
  /** How old the picture is that it sees, as its page says; null if that is not known. */
  readonly pictureAgeMs: number | null;
}

/** Ask around how a robot stands. */
export async function gatherStatus(
  host: RobotHost,
  operators: OperatorRegistry,
): Promise<Omit<RobotStatus, 'state' | 'relay' | 'program'>> {
  const [page, chromium] = await Promise.all([host.status(), chromiumStatus(host)]);
  const [camera] = page?.cameras ?? [];
  return {
    camera: camera?.state === 'live' ? camera : null,
    cameras: page?.cameras ?? [],
    microphone: page?.microphone ?? null,
    operators: (page?.operators ?? []).flatMap((report) => {
      const operator = operators.get(report.operatorId);
      if (!operator) return [];
      const { role, pictureAgeMs = null } = operator;
      return [{ ...report, role, pictureAgeMs: pictureAgeMs && Math.round(pictureAgeMs) }];
    }),
    encoders: page?.encoders ?? [],
    chromium,
    restarts: host.restarts,
  };
}

async function chromiumStatus({ chromium }: RobotHost): Promise<ChromiumStatus | null> {
  if (chromium?.pid === undefined) return null;
  const { pid, version, uptimeMs } = chromium;
  const usage = await processUsage(pid);
  return {
    ...{ pid, version },
    uptimeSeconds: Math.round(uptimeMs / 1_000),
    memoryMiB: Math.round(usage?.memoryMiB ?? 0),
    cpuSeconds: usage?.cpuSeconds ?? 0,
  };
}
