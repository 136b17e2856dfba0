/**
 * Custom elements for robots: the classes. Nothing is registered by importing this; `@rtcbot-web/components/define`
 * does that.
 *
 * @module
 */
export { connectionContext } from './connection-context.js';
export type { ControlStatus } from './control-view.js';
export type { DriveWish } from './drive-command.js';
export {
  RtcCommandEvent,
  RtcControlChangeEvent,
  RtcDriveStateChangeEvent,
  RtcStopChangeEvent,
} from './drive-events.js';
export type { DriveState } from './drive-state.js';
export {
  RtcConnectionEvent,
  RtcConnectionStateChangeEvent,
  RtcErrorEvent,
  RtcMessageEvent,
  RtcRobotOnlineChangeEvent,
  RtcStatusChangeEvent,
} from './events.js';
export type { MediaStatus } from './media-status.js';
export { RtcAudio } from './rtc-audio.js';
export { RtcControl } from './rtc-control.js';
export { RtcDriveElement } from './rtc-drive-element.js';
export { RtcGamepad } from './rtc-gamepad.js';
export { RtcJoystick } from './rtc-joystick.js';
export { RtcKeyboardDrive } from './rtc-keyboard-drive.js';
export { RtcMediaElement } from './rtc-media-element.js';
export { RtcRobot } from './rtc-robot.js';
export { RtcVideo } from './rtc-video.js';
export { RtcStop } from './rtc-stop.js';
export { RtcTeleopElement } from './rtc-teleop-element.js';
export type { StopStatus } from './stop-status.js';
