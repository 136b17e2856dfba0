/**
 * The Node host of a robot: a Chromium without a window streams camera and microphone to operators, and what
 * operators send comes to your code.
 *
 * @module
 */
export type {
  CameraReport,
  DeviceReport,
  EncoderReport,
  MicrophoneReport,
  RtcConfiguration,
  SourceSettings,
  SourceState,
  SpeakerRequest,
} from './bridge-media.js';
export type { Description, OperatorRole } from './bridge-messages.js';
export type { ChromiumOptions } from './chromium.js';
export { listDevices } from './device-list.js';
export { type HealthOptions, type HealthServer, serveHealth } from './health-server.js';
export { createStderrLog, type LogFields, type LogOptions, type RobotLog } from './log.js';
export type { CameraSource, MediaSource } from './media-source.js';
export type { CameraOptions, CameraWithSettings } from './media-plan.js';
export type { RobotCallback } from './operator-messages.js';
export type { RelayStatus } from './relay-registration.js';
export { Robot } from './robot.js';
export { getRTCBotJS } from './rtcbot-js.js';
export type { RobotChannel, RobotChannelOptions } from './robot-channel.js';
export type { FramesOptions, RobotFrame, RobotFrames } from './robot-frames.js';
export type { RobotOperator } from './robot-operator.js';
export type { RobotOptions } from './robot-options.js';
export type { RobotScene } from './robot-scene.js';
export type { ChromiumStatus, OperatorStatus, RobotState, RobotStatus } from './robot-status.js';
export type { SnapshotOptions } from './snapshot.js';
export type { SupervisionOptions } from './supervision-policy.js';
export type {
  Command,
  CommandCounts,
  CommandLimits,
  ControlReason,
  ControlRequest,
  DriveCommand,
  ReceivedCommands,
  RobotControlState,
  RobotTeleop,
  SafeStopHandler,
  StopReason,
  Telemetry,
  TeleopOptions,
} from '@rtcbot-web/sdk/teleop';
export { RobotHostError, RtcError, type RtcErrorCode } from '@rtcbot-web/sdk/subscriptions';
