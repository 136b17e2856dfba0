import type {
  CameraReport,
  MicrophoneReport,
  OperatorReport,
  OperatorRole,
} from './bridge-messages.js';

/**
 * What a robot is doing. `starting` lasts until it is registered at its relay; `healing` means that its camera
 * page was lost and is being started again.
 */
export type RobotState = 'idle' | 'starting' | 'running' | 'healing' | 'closed';

/** What a robot says of itself. */
export interface RobotStatus {
  readonly state: RobotState;
  /** How it stands with the relay; null without one. */
  readonly relay: { readonly registered: boolean; readonly error?: string } | null;
  readonly camera: CameraReport | null;
  readonly microphone: MicrophoneReport | null;
  readonly operators: readonly OperatorStatus[];
}

/** What a robot says of one operator. */
export interface OperatorStatus extends OperatorReport {
  readonly role: OperatorRole;
}

/** Say in a line what a robot captures. */
export function describeMedia(
  camera: CameraReport | null | undefined,
  microphone: MicrophoneReport | null | undefined,
): string {
  const picture = camera
    ? `${camera.label}, ${String(camera.width)}x${String(camera.height)} at ${String(Math.round(camera.frameRate))} frames per second`
    : 'none';
  return `Camera: ${picture}. Microphone: ${microphone?.label ?? 'none'}.`;
}
