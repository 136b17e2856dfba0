/**
 * How an operator comes to a robot and stays there, as a pure function of state and event. Sockets, peers and timers
 * are outside: they tell events, and carry out the effects and the waits of the state.
 *
 * Two parts go their own ways, each with its own wait: the place in the robot's room ({@link Membership}), and the link to
 * the robot. A link that is due is dialled as soon as the place is held and the robot is there. Further steps of healing
 * are further values of `Link['at']` with a time limit each, further contents of a dial or join are fields of the effects.
 *
 * @module
 */
import type { RtcError } from '../../errors.js';
import { ask, awaits, AWAY, beRefused, enter, forgive, goAway, mayPass } from './membership.js';
import { DUE, LinkDecision } from './operator-link.js';
import type { OperatorEffect, OperatorEvent, OperatorState } from './operator-state.js';

/** The state that follows, and what is to be done. */
export interface OperatorStep {
  readonly state: OperatorState;
  readonly effects: readonly OperatorEffect[];
}

/**
 * The state of a new connection.
 * @param key - at random; 8 to 40 letters, digits, `-` or `_`
 * @param waits - whether to wait for a robot that is offline
 */
export function operatorState(key: string, waits: boolean): OperatorState {
  return {
    ...{ closed: false, membership: AWAY, robot: undefined, link: DUE },
    ...{ losses: 0, key, dials: 0, waits, canRelay: false },
  };
}

/** Decide how it goes on. After the end nothing happens any more. */
export function operatorStep(state: OperatorState, event: OperatorEvent): OperatorStep {
  if (state.closed) return { state, effects: [] };
  const decision = new Decision(state);
  decision.on(event);
  return decision;
}

/** One step in the making. */
class Decision extends LinkDecision implements OperatorStep {
  on(event: OperatorEvent): void {
    switch (event.type) {
      case 'started':
        this._prepare();
        break;
      case 'relay-up':
        this.#join();
        break;
      case 'relay-down':
        this._change({ membership: goAway(this.state.membership) });
        break;
      case 'relay-trouble':
        this.effects.push({ type: 'tell-trouble', error: event.error });
        break;
      case 'relay-refused':
      case 'peer-failed':
        this.#fail(event.error);
        break;
      case 'joined':
        this.#onJoined(event);
        break;
      case 'join-refused':
        this.#onJoinRefused(event);
        break;
      case 'robot-online':
        this._repeat(event.instanceId);
        this._onRobot(event.instanceId);
        break;
      case 'robot-offline':
        this._onRobot(undefined);
        break;
      case 'wait-over':
        if (event.of === 'link') this.#onLinkWaitOver();
        else this.#onMembershipWaitOver();
        break;
      case 'woken':
        this.#onWoken();
        break;
      case 'closed':
        this.#close();
        break;
      default:
        if (this._isCurrent(event.sessionId)) this._onLinkEvent(event);
    }
  }

  #onJoined({
    request,
    instanceId,
    isOffered,
    canRelay,
  }: Extract<OperatorEvent, { readonly type: 'joined' }>): void {
    if (!awaits(this.state.membership, request)) return;
    this._change({ membership: enter(this.state.membership), waits: true, canRelay });
    this.effects.push({ type: 'tell-trouble' });
    this._undial();
    this._repeat(instanceId);
    this._release(instanceId, isOffered);
    this._onRobot(instanceId);
    this._restart();
  }

  #onJoinRefused({
    request,
    error,
    tokenIsFixed,
  }: Extract<OperatorEvent, { type: 'join-refused' }>): void {
    const { membership, waits } = this.state;
    if (!awaits(membership, request)) return;
    const passes = mayPass(error.code, tokenIsFixed) || (error.code === 'robot-offline' && waits);
    if (!passes) {
      this.#fail(error);
      return;
    }
    this._change({ membership: beRefused(membership, error.code) });
    if (error.code !== 'relay-unreachable') this._keepOffer();
    this.effects.push({ type: 'tell-trouble', error });
  }

  /** Before a link is dialled again, the place is asked for again: relay or robot may have forgotten us. */
  #onLinkWaitOver(): void {
    const { link, membership } = this.state;
    if (link.at === 'lost') {
      this._change({ link: DUE });
      if (membership.at === 'in') this.#join();
    } else if (link.at === 'up') {
      this._setLink('up');
      this._change({ losses: 0, membership: forgive(membership) });
    } else if (!this._relay()) this._lose();
  }

  #onMembershipWaitOver(): void {
    const { membership, link } = this.state;
    if (membership.at === 'refused') {
      if (!membership.needsToken) this.#join();
      else {
        // Whatever becomes of that, it is tried again.
        this._change({ membership: beRefused(membership, 'unauthorized') });
        this.effects.push({ type: 'renew-token' });
      }
    } else if (link.at === 'due') {
      // Held, and the robot has not come. Should its coming have been missed, this finds it.
      this._change({ membership: forgive(membership) });
      this.#join();
    } else this._change({ membership: enter(forgive(membership)) });
  }

  #onWoken(): void {
    if (this.state.link.at === 'lost') this._change({ link: DUE });
    const { membership, link } = this.state;
    if (membership.at === 'refused' || (membership.at === 'in' && link.at === 'due')) {
      this.#onMembershipWaitOver();
    }
  }

  #join(): void {
    const membership = ask(this.state.membership);
    this._change({ membership });
    const { request } = membership;
    this.effects.push({ type: 'join', request, wait: this.state.waits, offer: this._offer() });
  }

  #fail(error: RtcError): void {
    this.#close();
    this.effects.push({ type: 'fail', error });
  }

  #close(): void {
    if (this.state.membership.at === 'in') this.effects.push({ type: 'leave' });
    this._change({ closed: true, membership: AWAY, link: DUE });
  }
}
