/**
 * What an operator's machine knows, what it is told, and what it has done.
 *
 * @module
 */
import type { RtcError, SignalingError } from '../../errors.js';
import type { Signal } from '../relay-messages.js';
import type { Membership } from './membership.js';
import type { Wait } from './wait.js';

/** The link to the robot. */
export type Link =
  /** Dialled as soon as it can be. */
  | { readonly at: 'due'; readonly wait?: undefined }
  /** Given up; due after a pause. */
  | { readonly at: 'lost'; readonly wait: Wait }
  /** Its peer is made; the offer goes with the next join. */
  | {
      readonly at: 'ready';
      readonly sessionId: string;
      /** Whether it has gone with a join that is not answered yet. */
      readonly isSent: boolean;
      /** What the robot answered before the relay did: it counts when the servers are known. */
      readonly early: readonly Signal[];
      readonly wait?: undefined;
    }
  | {
      /**
       * `shaky`: interrupted or silent, and nobody carries a restart of ICE at the moment; `restarting`: any path is looked for;
       * `relaying`: one through a TURN server, and no other.
       */
      readonly at: 'dialling' | 'up' | 'shaky' | 'restarting' | 'relaying';
      readonly sessionId: string;
      /** Which start of the robot it leads to. */
      readonly instanceId: string;
      /** Whether the robot has answered the offer that began it, or the restart under way. */
      readonly isAnswered: boolean;
      /** Limit of this step, after which the link is given up; while it is up, until it counts as steady. */
      readonly wait?: Wait | undefined;
    };

/** All that decides how it goes on. */
export interface OperatorState {
  readonly closed: boolean;
  readonly membership: Membership;
  /** Instance of the robot, as the relay told last; undefined while it is offline. */
  readonly robot: string | undefined;
  readonly link: Link;
  /** Links in a row that were given up before they were steady. */
  readonly losses: number;
  /** Begins the session ids of this connection. */
  readonly key: string;
  readonly dials: number;
  /** Whether to wait for a robot that is offline. Who has been let in once, waits. */
  readonly waits: boolean;
  /** Whether there is a TURN server, and other paths than through it. */
  readonly canRelay: boolean;
}

/** What happens outside. */
export type OperatorEvent =
  /** It begins; the relay is not there yet. */
  | { readonly type: 'started' }
  | { readonly type: 'relay-up' }
  | { readonly type: 'relay-down' }
  /** Something is wrong at the relay, and is tried again. */
  | { readonly type: 'relay-trouble'; readonly error: RtcError }
  /** The relay refuses for good. */
  | { readonly type: 'relay-refused'; readonly error: RtcError }
  | {
      readonly type: 'joined';
      readonly request: number;
      readonly instanceId?: string | undefined;
      /** Whether the offer that went with it was passed on. */
      readonly isOffered: boolean;
      /** Whether there is a TURN server, and other paths than through it. */
      readonly canRelay: boolean;
    }
  | {
      readonly type: 'join-refused';
      readonly request: number;
      readonly error: SignalingError;
      readonly tokenIsFixed: boolean;
    }
  | { readonly type: 'robot-online'; readonly instanceId: string }
  | { readonly type: 'robot-offline' }
  | { readonly type: 'signal'; readonly sessionId: string; readonly signal: Signal }
  /** A signal of ours did not get through. Unless its fault is its own, it is sent again with the next join. */
  | { readonly type: 'signal-refused'; readonly sessionId: string; readonly error: SignalingError }
  | { readonly type: 'link-up'; readonly sessionId: string }
  | { readonly type: 'link-shaky'; readonly sessionId: string }
  | { readonly type: 'link-lost'; readonly sessionId: string }
  /** Nothing comes in over it, and the browser has not noticed yet. Told again and again while that is so. */
  | { readonly type: 'link-silent'; readonly sessionId: string }
  /** Something has come in since. */
  | { readonly type: 'link-heard'; readonly sessionId: string }
  /** No peer can be made here. */
  | { readonly type: 'peer-failed'; readonly error: RtcError }
  | { readonly type: 'wait-over'; readonly of: 'membership' | 'link' }
  /** The network or the page is back: what waits for a pause to end goes on at once. */
  | { readonly type: 'woken' }
  | { readonly type: 'closed' };

/** What is to be done outside, in this order. */
export type OperatorEffect =
  /** `offer`: the session whose offer goes with it. */
  | {
      readonly type: 'join';
      readonly request: number;
      readonly wait: boolean;
      readonly offer: string | undefined;
    }
  /** The relay does not take the token: connect to it with the next one. */
  | { readonly type: 'renew-token' }
  /** Make a new peer, instead of the one before, and an offer that is held. */
  | { readonly type: 'prepare'; readonly sessionId: string }
  /** The peer that was prepared goes on; unless `isOffered`, its offer is sent now. */
  | { readonly type: 'release'; readonly sessionId: string; readonly isOffered: boolean }
  /** Make a new peer, instead of the one before, and an offer. */
  | { readonly type: 'dial'; readonly sessionId: string }
  /** Look for a new path; `relayOnly`: through a TURN server, and no other. */
  | { readonly type: 'restart-ice'; readonly relayOnly: boolean }
  /** Send the offer that is not answered, and its candidates, once more: it may have been lost on the way. */
  | { readonly type: 'repeat-offer'; readonly sessionId: string }
  /** Give the peer up. */
  | { readonly type: 'drop' }
  | { readonly type: 'take-signal'; readonly signal: Signal }
  | { readonly type: 'tell-presence'; readonly online: boolean }
  /** Without an error: all is well at the relay. */
  | { readonly type: 'tell-trouble'; readonly error?: RtcError | undefined }
  | { readonly type: 'fail'; readonly error: RtcError }
  | { readonly type: 'leave' };
