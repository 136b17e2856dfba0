/**
 * How a robot is registered at its relay and stays so, as a pure function of state and event.
 *
 * @module
 */
import type { RtcError, SignalingError } from '../../errors.js';
import {
  ask,
  awaits,
  AWAY,
  beRefused,
  enter,
  forgive,
  goAway,
  mayPass,
  type Membership,
} from './membership.js';

/** All that decides how it goes on. */
export interface RobotState {
  readonly closed: boolean;
  readonly membership: Membership;
}

/** What happens outside. */
export type RobotEvent =
  | { readonly type: 'relay-up' }
  | { readonly type: 'relay-down'; readonly isPlanned: boolean }
  | { readonly type: 'relay-trouble'; readonly error: RtcError }
  | { readonly type: 'relay-refused'; readonly error: RtcError }
  | { readonly type: 'registered'; readonly request: number }
  | {
      readonly type: 'register-refused';
      readonly request: number;
      readonly error: SignalingError;
      readonly tokenIsFixed: boolean;
    }
  /** A signal of ours did not get through. Unless its fault is its own, it is sent again once registered. */
  | { readonly type: 'signal-refused'; readonly error: SignalingError }
  | { readonly type: 'wait-over' }
  | { readonly type: 'woken' }
  | { readonly type: 'closed' };

/** What is to be done outside, in this order. */
export type RobotEffect =
  | { readonly type: 'register'; readonly request: number }
  | { readonly type: 'renew-token' }
  | { readonly type: 'tell-ready'; readonly ready: boolean }
  | { readonly type: 'tell-trouble'; readonly error: RtcError }
  | { readonly type: 'fail'; readonly error: RtcError };

/** The state that follows, and what is to be done. */
export interface RobotStep {
  readonly state: RobotState;
  readonly effects: readonly RobotEffect[];
}

/** The state of a robot that has just begun. */
export const UNREGISTERED: RobotState = { closed: false, membership: AWAY };

/** Decide how it goes on. After the end nothing happens any more. */
export function robotStep(state: RobotState, event: RobotEvent): RobotStep {
  if (state.closed) return { state, effects: [] };
  const { membership } = state;
  switch (event.type) {
    case 'relay-up':
      return register(membership);
    case 'relay-down':
      return to(goAway(membership), ...(event.isPlanned ? [] : [READY_NO_MORE]));
    case 'relay-trouble':
      return to(membership, { type: 'tell-trouble', error: event.error });
    case 'relay-refused':
      return fail(event.error);
    case 'registered':
      if (!awaits(membership, event.request)) return to(membership);
      return to(enter(membership), { type: 'tell-ready', ready: true });
    case 'register-refused':
      if (!awaits(membership, event.request)) return to(membership);
      return mayPass(event.error.code, event.tokenIsFixed)
        ? refused(membership, event.error)
        : fail(event.error);
    case 'signal-refused':
      return membership.at === 'in' && mayPass(event.error.code, true)
        ? refused(membership, event.error)
        : to(membership);
    case 'woken':
      return membership.at === 'refused' ? onWaitOver(membership) : to(membership);
    case 'wait-over':
      return onWaitOver(membership);
    case 'closed':
      return { state: { closed: true, membership: AWAY }, effects: [] };
  }
}

const READY_NO_MORE: RobotEffect = { type: 'tell-ready', ready: false };

function to(membership: Membership, ...effects: RobotEffect[]): RobotStep {
  return { state: { closed: false, membership }, effects };
}

function register(membership: Membership): RobotStep {
  const asking = ask(membership);
  return to(asking, { type: 'register', request: asking.request });
}

function refused(membership: Membership, error: RtcError): RobotStep {
  return to(beRefused(membership, error.code), READY_NO_MORE, { type: 'tell-trouble', error });
}

function onWaitOver(membership: Membership): RobotStep {
  if (membership.at !== 'refused') return to({ ...forgive(membership), wait: undefined });
  if (!membership.needsToken) return register(membership);
  // Whatever becomes of that, it is tried again.
  return to(beRefused(membership, 'unauthorized'), { type: 'renew-token' });
}

function fail(error: RtcError): RobotStep {
  return { state: { closed: true, membership: AWAY }, effects: [{ type: 'fail', error }] };
}
