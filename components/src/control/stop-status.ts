/**
 * What has become of an emergency stop, and what to say of it: decisions on plain values, apart from any DOM.
 *
 * @module
 */
import type { ControlState, Liveness, StopLatch } from '@rtcbot-web/sdk';
import { shortName } from './drive-state.js';

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
  return operators.some((one) => one.operatorId === operatorId && one.role === 'viewer');
}

/** What its second button offers; undefined: nothing that this page could end. */
export function resumeOffer(
  status: StopStatus,
  { control, isWanted }: StopFacts,
): { readonly label: string; readonly acknowledged: boolean } | undefined {
  const right = control.stop?.resume ?? 'never';
  if (status === 'none') return undefined;
  if (right === 'acknowledge') {
    return { label: 'I have made sure: resume', acknowledged: true };
  }
  if (right === 'never' && !isWanted) return undefined;
  return { label: status === 'confirmed' ? 'Resume' : 'Take the stop back', acknowledged: false };
}

/** Who has pressed, and who can end it; empty where the robot does not say. */
export function whoStopped({ stop, operatorId }: ControlState): string {
  if (!stop || stop.latches.length === 0) return '';
  const names = stop.latches.map(({ origin, id, isHere }) => {
    if (origin === 'robot') return id === 'robot' ? 'the robot itself' : `the robot itself (${id})`;
    if (id === operatorId) return 'you';
    return isHere ? shortName(id) : `${shortName(id)}, who has left`;
  });
  const by = `Stopped by ${names.join('; ')}.`;
  switch (stop.resume) {
    case 'may':
      return by;
    case 'acknowledge':
      return `${by} Make sure that the robot may move before you resume.`;
    case 'never':
      return `${by} ${whoResumes(stop.latches)}`;
  }
}

function whoResumes(latches: readonly StopLatch[]): string {
  if (latches.some(({ origin }) => origin === 'robot')) return 'It is ended at the robot.';
  if (latches.some(({ isHere }) => isHere)) return 'It is ended there, or by a higher role.';
  return 'The driver can end it.';
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
      return `The robot has confirmed: it has stopped. ${whoStopped(control)}`.trim();
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
