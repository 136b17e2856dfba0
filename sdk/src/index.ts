/**
 * RTCBot's API in the browser.
 *
 * @module
 */
export {
  ConnectionMediaHandler,
  type Media,
  type MediaSource,
  type TrackSender,
} from './connection/connection-media-handler.js';
export { DataChannel, type DataChannelOptions } from './connection/data-channel.js';
export { RTCConnection, type RTCConnectionOptions } from './connection/rtc-connection.js';
export type { SessionDescription } from './connection/session-description.js';
export { OperatorConnection, type ConnectOptions } from './relay/operator-connection.js';
export type { Role } from './relay/protocol.js';
export { Relay, type RelayOptions } from './relay/relay.js';
export type { Token } from './relay/relay-socket.js';
export { RobotService, type ServeCallback } from './relay/robot-service.js';
export { RobotSideConnection } from './relay/robot-side-connection.js';
export * from './subscriptions/index.js';
