/**
 * The events of the drive elements. They report state: they neither bubble nor cross shadow roots, and the element's
 * properties have changed before they fire.
 *
 * @module
 */
import type { ControlState } from '@rtcbot-web/sdk';
import type { DriveWish } from '../drive/drive-command.js';
import type { DriveState } from './drive-state.js';
import type { CallStatus } from './call-status.js';
import type { StopStatus } from './stop-status.js';

/** `rtc-command`: an input asks for something else; `detail` is what. Whether that counts, `driveState` says. */
export class RtcCommandEvent extends CustomEvent<DriveWish> {
  /** @param command - what is asked for now */
  constructor(command: DriveWish) {
    super('rtc-command', { detail: command });
  }
}

/** `rtc-drive-state-change`: `detail` is the new `driveState`; only `driving` means that the robot moves on it. */
export class RtcDriveStateChangeEvent extends CustomEvent<DriveState> {
  /** @param state - the new state */
  constructor(state: DriveState) {
    super('rtc-drive-state-change', { detail: state });
  }
}

/** `rtc-control-change`: `detail` is the new `control`: the driver, who waits. */
export class RtcControlChangeEvent extends CustomEvent<ControlState> {
  /** @param control - as the robot says */
  constructor(control: ControlState) {
    super('rtc-control-change', { detail: control });
  }
}

/** `rtc-stop-change`: `detail` is the new `status` of the emergency stop; only `confirmed` means that the robot says so. */
export class RtcStopChangeEvent extends CustomEvent<StopStatus> {
  /** @param status - the new status */
  constructor(status: StopStatus) {
    super('rtc-stop-change', { detail: status });
  }
}

/** `rtc-call-change`: `detail` is the new `status` of a call; only `done` means that the robot has answered. */
export class RtcCallChangeEvent extends CustomEvent<CallStatus> {
  /** @param status - the new status */
  constructor(status: CallStatus) {
    super('rtc-call-change', { detail: status });
  }
}

declare global {
  interface HTMLElementEventMap {
    'rtc-command': RtcCommandEvent;
    'rtc-drive-state-change': RtcDriveStateChangeEvent;
    'rtc-control-change': RtcControlChangeEvent;
    'rtc-stop-change': RtcStopChangeEvent;
    'rtc-call-change': RtcCallChangeEvent;
  }
}
