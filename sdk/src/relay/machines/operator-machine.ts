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
import type { RtcError, SignalingError } from '../../errors.js';
import type { Signal } from '../relay-messages.js';
import { ask, awaits, AWAY, beRefused, enter, forgive, goAway, mayPass } from './membership.js';
import type { Link, OperatorEffect, OperatorEvent, OperatorState } from './operator-state.js';
import type { Wait } from './wait.js';

/** The state that follows, and what is to be done. */
export interface OperatorStep {
  readonly state: OperatorState;
  readonly effects: readonly OperatorEffect[];
}

/** How long the steps of a link may take, in ms. */
export const LINK_LIMITS_MS = { dialling: 15_000, restarting: 15_000 } as const;

/** A link that is up for so long is steady, in ms: it is dialled anew at once when it is lost. */
const STEADY_MS = 5000;

/**
 * The state of a new connection.
 * @param key - at random; 8 to 40 letters, digits, `-` or `_`
 * @param waits - whether to wait for a robot that is offline
 */
export function operatorState(key: string, waits: boolean): OperatorState {
  return {
    ...{ closed: false, membership: AWAY, robot: undefined, link: DUE },
    ...{ losses: 0, key, dials: 0, waits },
  };
}

const DUE: Link = { at: 'due' };

/** Decide how it goes on. After the end nothing happens any more. */
export function operatorStep(state: OperatorState, event: OperatorEvent): OperatorStep {
  if (state.closed) return { state, effects: [] };
  const decision = new Decision(state);
  decision.on(event);
  return decision;
}

/** One step in the making. */
class Decision implements OperatorStep {
  state: OperatorState;
  readonly effects: OperatorEffect[] = [];

  constructor(state: OperatorState) {
    this.state = state;
  }

  on(event: OperatorEvent): void {
    switch (event.type) {
      case 'relay-up':
        this.#join();
        break;
      case 'relay-down':
        this.#change({ membership: goAway(this.state.membership) });
        break;
      case 'relay-trouble':
        this.effects.push({ type: 'tell-trouble', error: event.error });
        break;
      case 'relay-refused':
      case 'peer-failed':
        this.#fail(event.error);
        break;
      case 'joined':
        this.#onJoined(event.request, event.instanceId);
        break;
      case 'join-refused':
        this.#onJoinRefused(event);
        break;
      case 'robot-online':
        this.#onRobot(event.instanceId);
        break;
      case 'robot-offline':
        this.#onRobot(undefined);
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
        if (this.#isCurrent(event.sessionId)) this.#onLinkEvent(event);
    }
  }

  #onLinkEvent(event: Extract<OperatorEvent, { readonly sessionId: string }>): void {
    switch (event.type) {
      case 'signal':
        this.#onSignal(event.signal);
        break;
      case 'signal-refused':
        this.#onSignalRefused(event.error);
        break;
      case 'link-up':
        this.#setLink('up', { ms: STEADY_MS });
        break;
      case 'link-shaky':
        if (this.state.link.at !== 'up') break; // a step with a limit of its own is under way
        this.#setLink('shaky');
        this.#restart();
        break;
      case 'link-lost':
        this.#lose();
    }
  }

  #onSignal(signal: Signal): void {
    const { link } = this.state;
    if (signal.type === 'answer' && 'isAnswered' in link) {
      this.#change({ link: { ...link, isAnswered: true } });
    }
    this.effects.push({ type: 'take-signal', signal });
  }

  #onJoined(request: number, instanceId: string | undefined): void {
    if (!awaits(this.state.membership, request)) return;
    this.#change({ membership: enter(this.state.membership), waits: true });
    this.effects.push({ type: 'tell-trouble' });
    this.#undial();
    this.#onRobot(instanceId);
    this.#restart();
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
    this.#change({ membership: beRefused(membership, error.code) });
    this.effects.push({ type: 'tell-trouble', error });
  }

  #onSignalRefused(error: SignalingError): void {
    const { membership, link } = this.state;
    if (error.code === 'robot-offline') this.#onRobot(undefined);
    else if (mayPass(error.code, true)) {
      if (membership.at === 'in') this.#change({ membership: beRefused(membership, error.code) });
    } else if (link.at === 'dialling') this.#lose();
  }

  /** The relay says that this start of the robot is there, or none. */
  #onRobot(instanceId: string | undefined): void {
    this.#change({ robot: instanceId });
    this.effects.push({ type: 'tell-presence', online: instanceId !== undefined });
    if (instanceId === undefined) {
      this.#undial();
      return;
    }
    const { link } = this.state;
    if ('instanceId' in link && link.instanceId !== instanceId) this.#abandon();
    else if (link.at === 'lost') this.#change({ link: DUE });
    this.#dial();
  }

  /** The relay or the robot was away: an offer that is not answered yet may be lost, and is made anew. */
  #undial(): void {
    const { link } = this.state;
    if (link.at === 'dialling' && !link.isAnswered) this.#abandon();
  }

  #abandon(): void {
    this.#change({ link: DUE });
    this.effects.push({ type: 'drop' });
  }

  #dial(): void {
    const { membership, link, robot, key, dials } = this.state;
    if (link.at !== 'due' || membership.at !== 'in' || robot === undefined) return;
    const sessionId = `${key}-${String(dials)}`;
    this.#change({
      dials: dials + 1,
      link: {
        ...{ at: 'dialling', sessionId, instanceId: robot, isAnswered: false },
        wait: { ms: LINK_LIMITS_MS.dialling },
      },
    });
    this.effects.push({ type: 'dial', sessionId });
  }

  /** An interrupted link looks for a new path, if somebody can carry the offer. */
  #restart(): void {
    if (this.state.link.at !== 'shaky' || this.state.membership.at !== 'in') return;
    this.#setLink('restarting', { ms: LINK_LIMITS_MS.restarting });
    this.effects.push({ type: 'restart-ice' });
  }

  /** The link is beyond repair: dialled anew, at once the first time, then ever more slowly. */
  #lose(): void {
    const { losses } = this.state;
    this.#change({ link: { at: 'lost', wait: { failures: losses } }, losses: losses + 1 });
    this.effects.push({ type: 'drop' });
  }

  /** Before a link is dialled again, the place is asked for again: relay or robot may have forgotten us. */
  #onLinkWaitOver(): void {
    const { link, membership } = this.state;
    if (link.at === 'lost') {
      this.#change({ link: DUE });
      if (membership.at === 'in') this.#join();
    } else if (link.at === 'up') {
      this.#setLink('up');
      this.#change({ losses: 0, membership: forgive(membership) });
    } else this.#lose();
  }

  #onMembershipWaitOver(): void {
    const { membership, link } = this.state;
    if (membership.at === 'refused') {
      if (!membership.needsToken) this.#join();
      else {
        // Whatever becomes of that, it is tried again.
        this.#change({ membership: beRefused(membership, 'unauthorized') });
        this.effects.push({ type: 'renew-token' });
      }
    } else if (link.at === 'due') {
      // Held, and the robot has not come. Should its coming have been missed, this finds it.
      this.#change({ membership: forgive(membership) });
      this.#join();
    } else this.#change({ membership: enter(forgive(membership)) });
  }

  #onWoken(): void {
    if (this.state.link.at === 'lost') this.#change({ link: DUE });
    const { membership, link } = this.state;
    if (membership.at === 'refused' || (membership.at === 'in' && link.at === 'due')) {
      this.#onMembershipWaitOver();
    }
  }

  #join(): void {
    const membership = ask(this.state.membership);
    this.#change({ membership });
    const { request } = membership;
    this.effects.push({ type: 'join', request, wait: this.state.waits });
  }

  #fail(error: RtcError): void {
    this.#close();
    this.effects.push({ type: 'fail', error });
  }

  #close(): void {
    if (this.state.membership.at === 'in') this.effects.push({ type: 'leave' });
    this.#change({ closed: true, membership: AWAY, link: DUE });
  }

  #isCurrent(sessionId: string): boolean {
    const { link } = this.state;
    return 'sessionId' in link && link.sessionId === sessionId;
  }

  #setLink(at: Exclude<Link['at'], 'due' | 'lost'>, wait?: Wait): void {
    const { link } = this.state;
    if ('sessionId' in link) this.#change({ link: { ...link, at, wait } });
  }

  #change(change: Partial<OperatorState>): void {
    this.state = { ...this.state, ...change };
  }
}
