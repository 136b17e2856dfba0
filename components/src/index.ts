/**
 * Custom elements for robots: the classes. Nothing is registered by importing this; `@rtcbot-web/components/define`
 * does that.
 *
 * @module
 */
export { connectionContext } from './connection-context.js';
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
export { RtcMediaElement } from './rtc-media-element.js';
export { RtcRobot } from './rtc-robot.js';
export { RtcVideo } from './rtc-video.js';
