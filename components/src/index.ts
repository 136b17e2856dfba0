/**
 * Custom elements for robots: the classes. Nothing is registered by importing this; `@rtcbot-web/components/define`
 * does that.
 *
 * @module
 */
export { connectionContext } from './link/connection-context.js';
export type { ControlStatus } from './control/control-view.js';
export type { DriveWish } from './drive/drive-command.js';
export {
  RtcCallChangeEvent,
  RtcCommandEvent,
  RtcControlChangeEvent,
  RtcDriveStateChangeEvent,
  RtcStopChangeEvent,
} from './control/drive-events.js';
export type { DriveState } from './control/drive-state.js';
export {
  RtcConnectionEvent,
  RtcConnectionStateChangeEvent,
  RtcErrorEvent,
  RtcHealingEvent,
  RtcMessageEvent,
  RtcRobotOnlineChangeEvent,
  RtcStatusChangeEvent,
} from './events.js';
export type { ConnectionHost } from './link/connection-source.js';
export type { MediaHost } from './media/media-mirror.js';
export type { MediaStatus, PictureFacts } from './media/media-status.js';
export type { SnapshotOptions } from './media/snapshot.js';
export type { Rotation } from './view/picture-view.js';
export { RtcAudio } from './media/rtc-audio.js';
export type { CallStatus } from './control/call-status.js';
export { RtcCall } from './control/rtc-call.js';
export { RtcControl } from './control/rtc-control.js';
export { RtcDriveElement } from './drive/rtc-drive-element.js';
export { RtcElement } from './rtc-element.js';
export { RtcGamepad } from './drive/rtc-gamepad.js';
export { RtcJoystick } from './drive/rtc-joystick.js';
export { RtcKeyboardDrive } from './drive/rtc-keyboard-drive.js';
export { RtcMediaElement } from './media/rtc-media-element.js';
export { RtcRobot } from './rtc-robot.js';
export { RtcVideo } from './media/rtc-video.js';
export { RtcStop } from './control/rtc-stop.js';
export { RtcTeleopElement } from './control/rtc-teleop-element.js';
export type { StopStatus } from './control/stop-status.js';
