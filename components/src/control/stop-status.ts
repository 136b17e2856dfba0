/**
 * What has become of an emergency stop, and what to say of it: decisions on plain values, apart from any DOM.
 *
 * @module
 */
import type { ControlState, Liveness } from '@rtcbot-web/sdk';

/**
 * What has become of an emergency stop: `none` is wanted; `pending` the robot was told; `confirmed` its program says that it
 * has stopped; `unconfirmed` nobody knows.
 */
export type StopStatus = 'none' | 'pending' | 'confirmed' | 'unconfirmed';

/** All that decides about it. */
export interface StopFacts {
  /** Undefined without a connection that can stop a robot. */
  readonly liveness: Liveness | undefined;
  readonly control: ControlState;
  /** Whether this page wants it and has not heard that the robot knows. */
  readonly isWanted: boolean;
  /** For how long. */
  readonly wantedMs: number;
  /** How long the robot has known without confirming. */
  readonly stoppingMs: number;
}

/** What a robot that is there may take to confirm. */
export const CONFIRM_MS = 1_000;

/** Decide what holds. When in doubt, it is unconfirmed. */
export function stopStatus(facts: StopFacts): StopStatus {
  const { liveness, control, isWanted, wantedMs, stoppingMs } = facts;
  const isKnown = control.stop?.reason === 'emergency';
  if (!isKnown && !isWanted) return 'none';
  if (liveness === undefined || liveness === 'lost') return 'unconfirmed';
  if (isKnown && control.stop.confirmed) return 'confirmed';
  return (isKnown ? stoppingMs : wantedMs) < CONFIRM_MS ? 'pending' : 'unconfirmed';
}

/** Whether this page is a viewer's. */
export function isViewer({ operatorId, operators }: ControlState): boolean {
  return operators.some(({ id, role }) => id === operatorId && role === 'viewer');
}

/** What to say of it. */
export function stopText(status: StopStatus, facts: StopFacts): string {
  const { control, liveness } = facts;
  switch (status) {
    case 'none':
      return '';
    case 'pending':
      return 'Stopping …';
    case 'confirmed':
      return 'The robot has confirmed: it has stopped.';
    case 'unconfirmed':
      break;
  }
  if (control.stop?.confirmed && control.stop.reason === 'emergency') {
    return 'NOT SURE: the robot had confirmed the stop, then the link was lost.';
  }
  if (liveness === undefined || liveness === 'lost') {
    return 'NOT CONFIRMED: no link to the robot. It is told as soon as there is one.';
  }
  if (isViewer(control)) return 'NOT CONFIRMED: robots may refuse the stop of a viewer.';
  return 'NOT CONFIRMED: the robot does not answer. It is told again and again.';
}
