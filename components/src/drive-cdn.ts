/**
 * The elements that drive, as the CDN build's second file: the first one loads it when they are used. Registers
 * them, and adds their classes to global `rtcbot`.
 *
 * @module
 */
import { register } from './register.js';
import { RtcControl as ControlElement } from './control/rtc-control.js';
import { RtcGamepad as GamepadElement } from './drive/rtc-gamepad.js';
import { RtcJoystick as JoystickElement } from './drive/rtc-joystick.js';
import { RtcKeyboardDrive as KeyboardDriveElement } from './drive/rtc-keyboard-drive.js';
import { RtcStop as StopElement } from './control/rtc-stop.js';

// The stop first.
/** The `<rtc-stop>` in use. */
export const RtcStop = register('rtc-stop', StopElement);
/** The `<rtc-control>` in use. */
export const RtcControl = register('rtc-control', ControlElement);
/** The `<rtc-joystick>` in use. */
export const RtcJoystick = register('rtc-joystick', JoystickElement);
/** The `<rtc-keyboard-drive>` in use. */
export const RtcKeyboardDrive = register('rtc-keyboard-drive', KeyboardDriveElement);
/** The `<rtc-gamepad>` in use. */
export const RtcGamepad = register('rtc-gamepad', GamepadElement);
