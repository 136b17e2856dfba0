/**
 * The relay of RTCBot Web: pairs one robot with many operators over Socket.IO; media then flows peer to peer.
 *
 * @module
 */
export { getRTCBotJS } from './http/bundles.js';
export { RelayError, type RelayErrorCode } from './errors.js';
export type { Log, LogFields } from '@rtcbot-web/sdk/protocol';
export type { IceServer, RelayOptions } from './options.js';
export { createRelay, type Relay, type RelayStatus } from './relay.js';
export type { Middleware } from './http/routes.js';
