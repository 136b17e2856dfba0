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
  Encoding,
  MicrophoneReport,
  OperatorReport,
  RtcConfiguration,
  SourceSettings,
  SourceState,
  SpeakerRequest,
} from '../wire/media.js';
export type {
  CallContext,
  CallHandler,
  CallOptions,
  CallRole,
  ExposeOptions,
  SessionDescription,
} from '@rtcbot-web/sdk/protocol';
export type { OperatorRole } from '../wire/messages.js';
export type { ChromiumOptions } from './chromium/chromium.js';
export type { Latency } from './chromium/chromium-flags.js';
export { listDevices } from './media/device-list.js';
export { type HealthOptions, type HealthServer, serveHealth } from './service/health-server.js';
export type { Log, LogFields } from '@rtcbot-web/sdk/protocol';
export { createStderrLog, type LogOptions } from './log.js';
export type { CameraSource, MediaSource } from './media/media-source.js';
export type { CameraOptions, CameraWithSettings } from './media/media-plan.js';
export type { Messenger } from './operators/messenger.js';
export type { JoinListener, OperatorCallHandler } from './operators/operator-registry.js';
export type { RegistrationStatus } from './operators/relay-registration.js';
export { Robot } from './robot.js';
export { getRTCBotJS } from './rtcbot-js.js';
export type { RobotChannel, RobotChannelOptions } from './operators/robot-channel.js';
export type { FramesOptions, RobotFrame, RobotFrames } from './media/robot-frames.js';
export type { ChannelListener, RobotOperator } from './operators/robot-operator.js';
export type { RobotOptions } from './robot-options.js';
export type { RobotScene } from './media/robot-scene.js';
export type { ChromiumStatus, OperatorStatus, RobotState, RobotStatus } from './robot-status.js';
export type { SnapshotOptions } from './media/snapshot.js';
export type { SupervisionOptions } from './host/supervision-policy.js';
export type {
  Command,
  CommandCounts,
  CommandLimits,
  CommandOrigin,
  ControlReason,
  ControlRequest,
  DriveCommand,
  OperatorIdentity,
  ProgramState,
  ReceivedCommands,
  RobotControlState,
  RobotTeleop,
  SafeStopCall,
  SafeStopHandler,
  StopReason,
  Telemetry,
  TeleopOptions,
} from '@rtcbot-web/sdk/teleop';
export {
  CallError,
  type CallErrorCode,
  RobotHostError,
  RtcError,
  type RtcErrorCode,
} from '@rtcbot-web/sdk/subscriptions';
