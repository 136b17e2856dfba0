/**
 * All in one file for a script tag: global `rtcbot` with the core of the SDK (connections, the relay, subscriptions,
 * errors) and the element classes, and the elements registered. Loading it again does no harm. What is left out
 * (devices, inputs, workers, Websocket) is in the SDK's own file, next to which it can be loaded. The elements that drive
 * are in a file of their own, which is loaded when one of them is in the page.
 *
 * @module
 */
import { loadWhenUsed } from './later-files.js';
import { register } from './register.js';
import { RtcAudio as AudioElement } from './media/rtc-audio.js';
import { RtcRobot as RobotElement } from './rtc-robot.js';
import { RtcVideo as VideoElement } from './media/rtc-video.js';

/** Of this package; the build puts it in. */
declare const PACKAGE_VERSION: string;

export {
  DataChannel,
  DataChannelError,
  IceError,
  MostRecentSubscription,
  NegotiationError,
  OperatorConnection,
  Queue,
  Relay,
  RobotService,
  RobotSideConnection,
  RTCConnection,
  RtcError,
  SignalingError,
  SubscriptionClosed,
  SubscriptionProducer,
  SubscriptionProducerConsumer,
} from '@rtcbot-web/sdk';
export { connectionContext } from './link/connection-context.js';
export {
  RtcConnectionEvent,
  RtcConnectionStateChangeEvent,
  RtcErrorEvent,
  RtcMessageEvent,
  RtcRobotOnlineChangeEvent,
  RtcStatusChangeEvent,
} from './events.js';
export { RtcMediaElement } from './media/rtc-media-element.js';
export * as elementParts from './shared-parts.js';

/** The `<rtc-robot>` in use, even if an earlier script has registered it. */
export const RtcRobot = register('rtc-robot', RobotElement);
/** The `<rtc-video>` in use. */
export const RtcVideo = register('rtc-video', VideoElement);
/** The `<rtc-audio>` in use. */
export const RtcAudio = register('rtc-audio', AudioElement);

loadWhenUsed(
  'drive',
  ['rtc-stop', 'rtc-control', 'rtc-joystick', 'rtc-keyboard-drive', 'rtc-gamepad'],
  PACKAGE_VERSION,
);
