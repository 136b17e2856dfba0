import type { RobotMessage } from '../shared/wire.js';

/** What an operator's teleoperation needs of its connection. */
export interface TeleopLink {
  /** Send a text over the lossy channel, or over the reliable one; dropped while there is none, or it is full. */
  readonly send: (text: string, reliable: boolean) => void;
  /** What the browser says of the link. */
  readonly isConnected: () => boolean;
  /** Whether a window from which it is driven is visible and focused. */
  readonly hasAttention: () => boolean;
  /** Another number for each frame of the robot's first picture that has come in; undefined before the first. */
  readonly receivedFrame?: () => number | undefined;
  /** Drive from this window as well, until `signal` ends that. */
  readonly addWindow?: (view: Window, signal: AbortSignal) => void;
}

/** The robot is trusted to keep to the protocol. Whether it is the robot is decided before there is a link: see docs/security.md. */
export function parseRobotMessage(text: unknown): RobotMessage | undefined {
  try {
    return typeof text === 'string' ? (JSON.parse(text) as RobotMessage) : undefined;
  } catch {
    return undefined;
  }
}
