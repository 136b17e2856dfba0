/**
 * Registers all elements; names that are taken are left alone.
 *
 * @module
 */
import { register } from './register.js';
import { RtcAudio } from './media/rtc-audio.js';
import { RtcCall } from './control/rtc-call.js';
import { RtcControl } from './control/rtc-control.js';
import { RtcGamepad } from './drive/rtc-gamepad.js';
import { RtcJoystick } from './drive/rtc-joystick.js';
import { RtcKeyboardDrive } from './drive/rtc-keyboard-drive.js';
import { RtcRobot } from './rtc-robot.js';
import { RtcStop } from './control/rtc-stop.js';
import { RtcVideo } from './media/rtc-video.js';

// The robot first: the others ask it for its connection as soon as they are there.
register('rtc-robot', RtcRobot);
register('rtc-video', RtcVideo);
register('rtc-audio', RtcAudio);
register('rtc-stop', RtcStop);
register('rtc-control', RtcControl);
register('rtc-joystick', RtcJoystick);
register('rtc-keyboard-drive', RtcKeyboardDrive);
register('rtc-gamepad', RtcGamepad);
register('rtc-call', RtcCall);
