/**
 * What the further files of the CDN build share with the first one, instead of bringing it along again: everything here is
 * global `rtcbot.elementParts`, which is for them alone. `rollup.config.js` says which modules these are.
 *
 * @module
 */
export { RtcError, SubscriptionClosed } from '@rtcbot-web/sdk';
export { css, html, LitElement, nothing } from 'lit';
export { CheckTimer } from './check-timer.js';
export { ConnectionSource } from './link/connection-source.js';
export { CustomStates } from './custom-states.js';
export { RtcErrorEvent } from './events.js';
export { adoptProperties } from './media/media-mirror.js';
export { register } from './register.js';
export { teleopOf, watchTeleop } from './link/teleop-watch.js';
export { warnOnce } from './warn-once.js';
