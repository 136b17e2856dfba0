/**
 * All in one file for a script tag: global `rtcbot` with the whole SDK and the element classes, and the elements
 * registered. Loading it again does no harm.
 *
 * @module
 */
import { register } from './register.js';
import { RtcAudio as AudioElement } from './media/rtc-audio.js';
import { RtcCall as CallElement } from './control/rtc-call.js';
import { RtcControl as ControlElement } from './control/rtc-control.js';
import { RtcGamepad as GamepadElement } from './drive/rtc-gamepad.js';
import { RtcJoystick as JoystickElement } from './drive/rtc-joystick.js';
import { RtcKeyboardDrive as KeyboardDriveElement } from './drive/rtc-keyboard-drive.js';
import { RtcRobot as RobotElement } from './rtc-robot.js';
import { RtcStop as StopElement } from './control/rtc-stop.js';
import { RtcVideo as VideoElement } from './media/rtc-video.js';

export * from '@rtcbot-web/sdk';
export * from './index.js';

// The robot first: the others ask it for its connection as soon as they are there. Then the stop.
/** The `<rtc-robot>` in use, even if an earlier script has registered it. */
export const RtcRobot = register('rtc-robot', RobotElement);
/** The `<rtc-stop>` in use. */
export const RtcStop = register('rtc-stop', StopElement);
/** The `<rtc-video>` in use. */
export const RtcVideo = register('rtc-video', VideoElement);
/** The `<rtc-audio>` in use. */
export const RtcAudio = register('rtc-audio', AudioElement);
/** The `<rtc-control>` in use. */
export const RtcControl = register('rtc-control', ControlElement);
/** The `<rtc-joystick>` in use. */
export const RtcJoystick = register('rtc-joystick', JoystickElement);
/** The `<rtc-keyboard-drive>` in use. */
export const RtcKeyboardDrive = register('rtc-keyboard-drive', KeyboardDriveElement);
/** The `<rtc-gamepad>` in use. */
export const RtcGamepad = register('rtc-gamepad', GamepadElement);
/** The `<rtc-call>` in use. */
export const RtcCall = register('rtc-call', CallElement);
