/**
 * RTCBot's API in the browser.
 *
 * @module
 */
export type { CallContext, CallHandler, CallRole, ExposeOptions } from './calls/exposed-methods.js';
export type { RobotCamera } from './cameras/camera-news.js';
export { CameraView } from './cameras/camera-view.js';
export { RobotCameras } from './cameras/robot-cameras.js';
export { carryCalls, type CarriedCalls } from './calls/carried-calls.js';
export type { CallOptions } from './calls/outgoing-calls.js';
export { ConnectionMediaHandler } from './connection/tracks/connection-media-handler.js';
export {
  ConnectionVideoHandler,
  type Latency,
} from './connection/tracks/connection-video-handler.js';
export type { MessageEndpoint } from './connection/messages/message-endpoint.js';
export { DataChannel, type DataChannelOptions } from './connection/messages/data-channel.js';
export type { Media, MediaSource } from './connection/tracks/media.js';
export { RTCConnection } from './connection/rtc-connection.js';
export type { Excess, ExcessKind, InboundLimits } from './connection/inbound/inbound-budget.js';
export { RateBudget, type Rate } from './connection/inbound/rate-budget.js';
export type { RTCConnectionOptions } from './connection/rtc-connection-options.js';
export type { SessionDescription } from './relay/relay-messages.js';
export type {
  CandidateStats,
  ConnectionStats,
  KindStats,
  MessageStats,
  TrackStats,
} from './connection/stats.js';
export type { ConnectionTimeline } from './connection/timeline.js';
export { TrackReceiver } from './connection/tracks/track-receiver.js';
export { TrackSender } from './connection/tracks/track-sender.js';
export type { CaptureDevice, CaptureOptions, CaptureState } from './devices/capture-device.js';
export type { OpenTrack } from './devices/capture.js';
export { CVCamera, PiCamera, type CVCameraOptions } from './devices/cv-camera.js';
export { CVDisplay, type CVDisplayOptions } from './devices/cv-display.js';
export type { MediaSink } from './devices/media-sink.js';
export { findDevice, listDevices, type DeviceKind } from './devices/device-list.js';
export { Microphone, type MicrophoneOptions } from './devices/microphone.js';
export { servePreprocessFrame, type PreprocessFrame } from './devices/preprocess-frames.js';
export { SerialConnection, type SerialConnectionOptions } from './devices/serial-connection.js';
export type { SerialInput, SerialMessage } from './devices/serial-format.js';
export type { SerialPortLike } from './devices/serial-port.js';
export { Speaker, type SpeakerOptions } from './devices/speaker.js';
export type { StructInput, StructValue } from './devices/struct-format.js';
export { drawnTrack, type DrawnTrackOptions, type DrawPicture } from './media/canvas-track.js';
export type { Frame } from './media/frame-subscription.js';
export type { Frames } from './media/frames.js';
export type { Picture } from './media/picture.js';
export type { MediaSample } from './media/sample-track.js';
export { setGamepadRate } from './inputs/gamepad-polling.js';
export {
  gamepadPush,
  type GamepadInput,
  type GamepadReading,
  type GamepadState,
  type GamepadTerm,
} from './inputs/gamepad-state.js';
export { Gamepad, type GamepadOptions } from './inputs/gamepad.js';
export { LiveInputs } from './inputs/live-inputs.js';
export type { KeyboardInput } from './inputs/held-keys.js';
export { Keyboard } from './inputs/keyboard.js';
export type { MouseInput } from './inputs/mouse-state.js';
export type { PageInput } from './inputs/page-input.js';
export { Mouse } from './inputs/mouse.js';
export type {
  Healing,
  HealingCounts,
  HealingReason,
  HealingStep,
} from './relay/machines/healing.js';
export { OperatorConnection, type ConnectOptions } from './relay/operator-connection.js';
export {
  answerStatement,
  robotKeyPrint,
  type AnswerFacts,
} from './relay/robot-key/answer-statement.js';
export type { RefusalCode } from './relay/refusal-code.js';
export type { RobotProof, Role } from './relay/relay-messages.js';
export { Relay, type RelayOptions } from './relay/relay.js';
export type { Token } from './relay/token.js';
export type { SignAnswer } from './relay/robot-key/answer-signer.js';
export type { TrustedRobotKey } from './relay/robot-key/robot-key-trust.js';
export { RobotService, type ServeCallback, type ServeOptions } from './relay/robot-service.js';
export {
  RobotSideConnection,
  type OperatorCallHandler,
  type VouchedAccess,
} from './relay/robot-side-connection.js';
export * from './subscriptions/index.js';
export { acceptTeleop, createOperatorTeleop } from './teleop/shared/channels.js';
export {
  isNeutral,
  type Command,
  type CommandOrigin,
  type DriveCommand,
  type OperatorIdentity,
} from './teleop/shared/command.js';
export { NO_CONTROL, type ControlState, type StopLatch } from './teleop/operator/control-state.js';
export type { FrameTimes, PictureAge } from './teleop/operator/picture/glass-to-glass.js';
export type { OperatorPicture } from './teleop/operator/picture/operator-picture.js';
export type { PictureOnScreen } from './teleop/operator/picture/seen-picture.js';
export type { LinkQuality } from './teleop/operator/link-clock.js';
export type { Liveness } from './teleop/operator/liveness.js';
export type { OperatorCommands } from './teleop/operator/operator-commands.js';
export type { OperatorTeleop } from './teleop/operator/operator-teleop.js';
export type { ReceivedTelemetry } from './teleop/operator/received-telemetry.js';
export type {
  CommandLimits,
  ControlReason,
  ProgramState,
  ResumeRight,
  StopLatchReport,
  StopReason,
} from './teleop/shared/wire.js';
export { Websocket } from './websocket/websocket.js';
export {
  WorkerSubscriptionConsumer,
  WorkerSubscriptionProducer,
  WorkerSubscriptionProducerConsumer,
  type TransferOf,
} from './workers/worker-subscription.js';
export type { WorkerCode } from './workers/worker-thread.js';
