/**
 * Registers `<rtc-robot>`, `<rtc-video>` and `<rtc-audio>`; names that are taken are left alone.
 *
 * @module
 */
import { register } from './register.js';
import { RtcAudio } from './rtc-audio.js';
import { RtcRobot } from './rtc-robot.js';
import { RtcVideo } from './rtc-video.js';

// The robot first: the others ask it for its connection as soon as they are there.
register('rtc-robot', RtcRobot);
register('rtc-video', RtcVideo);
register('rtc-audio', RtcAudio);
