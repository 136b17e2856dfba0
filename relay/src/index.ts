/**
 * The relay of RTCBot Web: pairs one robot with many operators over Socket.IO; media then flows peer to peer.
 *
 * @module
 */
export { getRTCBotJS } from './http/bundles.js';
export { RelayError, type RelayErrorCode } from './errors.js';
export type { Log, LogFields } from '@rtcbot-web/sdk/protocol';
export type { IceServer, RelayLimits, RelayOptions, TurnOptions } from './options.js';
export type { RelayStatus } from './observe/relay-status.js';
export { createRelay, type Relay } from './relay.js';
export type { RobotListing } from './rooms/registry.js';
export type { Middleware } from './http/routes.js';
