/**
 * The Node host of a robot: a Chromium without a window streams camera and microphone to operators, and what
 * operators send comes to your code.
 *
 * @module
 */
export type {
  CameraReport,
  Description,
  MicrophoneReport,
  OperatorRole,
  RtcConfiguration,
} from './bridge-messages.js';
export type { ChromiumOptions } from './chromium.js';
export { createStderrLog, type RobotLog } from './log.js';
export type { MediaSource } from './media-source.js';
export { Robot, type RobotCallback } from './robot.js';
export type { RobotOperator } from './robot-operator.js';
export type { RobotOptions } from './robot-options.js';
export type { OperatorStatus, RobotState, RobotStatus } from './robot-status.js';
export { RobotHostError, RtcError, type RtcErrorCode } from '@rtcbot-web/sdk/subscriptions';
