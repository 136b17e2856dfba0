/**
 * The events that the elements fire themselves. They report state: like native media events they neither
 * bubble nor cross shadow roots, and the element's properties have changed before they fire.
 *
 * @module
 */
import type { Healing, RTCConnection, RtcError } from '@rtcbot-web/sdk';
import type { MediaStatus } from './media/media-status.js';

/** `rtc-connection`: another connection is used from now on; `detail` is it, or undefined. */
export class RtcConnectionEvent extends CustomEvent<RTCConnection | undefined> {
  /** @param connection - the connection from now on */
  constructor(connection: RTCConnection | undefined) {
    super('rtc-connection', { detail: connection });
  }
}

/** `rtc-connection-state-change`: `detail` is the new `connectionState`. */
export class RtcConnectionStateChangeEvent extends CustomEvent<RTCPeerConnectionState> {
  /** @param state - the new state */
  constructor(state: RTCPeerConnectionState) {
    super('rtc-connection-state-change', { detail: state });
  }
}

/** `rtc-robot-online-change`: `detail` is whether the relay knows the robot to be there, undefined if not known. */
export class RtcRobotOnlineChangeEvent extends CustomEvent<boolean | undefined> {
  /** @param online - whether the robot is online */
  constructor(online: boolean | undefined) {
    super('rtc-robot-online-change', { detail: online });
  }
}

/** `rtc-healing`: `detail` is what is being done about a connection that is not well; undefined: it is well again. */
export class RtcHealingEvent extends CustomEvent<Healing | undefined> {
  /** @param healing - the step and why it was begun */
  constructor(healing: Healing | undefined) {
    super('rtc-healing', { detail: healing });
  }
}

/** `rtc-message`: the robot has sent `detail`, any JSON value. */
export class RtcMessageEvent extends CustomEvent<unknown> {
  /** @param message - what the robot sent */
  constructor(message: unknown) {
    super('rtc-message', { detail: message });
  }
}

/** `rtc-error`: `detail` says by its `code` and `message` what failed and what to do. */
export class RtcErrorEvent extends CustomEvent<RtcError> {
  /** @param error - what failed */
  constructor(error: RtcError) {
    super('rtc-error', { detail: error });
  }
}

/** `rtc-status-change`: `detail` is the new `status` of a media element, `live` above all. */
export class RtcStatusChangeEvent extends CustomEvent<MediaStatus> {
  /** @param status - the new status */
  constructor(status: MediaStatus) {
    super('rtc-status-change', { detail: status });
  }
}

declare global {
  interface HTMLElementEventMap {
    'rtc-connection': RtcConnectionEvent;
    'rtc-connection-state-change': RtcConnectionStateChangeEvent;
    'rtc-robot-online-change': RtcRobotOnlineChangeEvent;
    'rtc-healing': RtcHealingEvent;
    'rtc-message': RtcMessageEvent;
    'rtc-error': RtcErrorEvent;
    'rtc-status-change': RtcStatusChangeEvent;
  }
}
