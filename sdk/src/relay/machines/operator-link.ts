/**
 * An operator's link to the robot: dialled, mended, given up.
 *
 * @module
 */
import type { SignalingError } from '../../errors.js';
import type { Signal } from '../relay-messages.js';
import { beRefused, mayPass } from './membership.js';
import type { Link, OperatorEffect, OperatorEvent, OperatorState } from './operator-state.js';
import type { Wait } from './wait.js';

/** How long the steps of a link may take, in ms. */
export const LINK_LIMITS_MS = { dialling: 15_000, restarting: 15_000, relaying: 8000 } as const;

/** How long a path may take, in ms, once both have the other's description, before one through a TURN server is looked for. */
const ANY_PATH_MS = 4000;

/** A link that is up for so long is steady, in ms: it is dialled anew at once when it is lost. */
const STEADY_MS = 5000;

/** What a link that is heard again goes on from. */
const MENDED: ReadonlySet<Link['at']> = new Set(['shaky', 'restarting', 'relaying']);

/** What an offer is under way for. */
const UNDER_WAY: ReadonlySet<Link['at']> = new Set(['dialling', 'restarting', 'relaying']);

/** Dialled as soon as it can be. */
export const DUE: Link = { at: 'due' };

function dialling(sessionId: string, instanceId: string): Link {
  const wait = { ms: LINK_LIMITS_MS.dialling };
  return { at: 'dialling', sessionId, instanceId, isAnswered: false, wait };
}

/** One step in the making, as far as it concerns the link. */
export class LinkDecision {
  state: OperatorState;
  readonly effects: OperatorEffect[] = [];

  constructor(state: OperatorState) {
    this.state = state;
  }

  protected _onLinkEvent(event: Extract<OperatorEvent, { readonly sessionId: string }>): void {
    switch (event.type) {
      case 'signal':
        this.#onSignal(event.signal);
        break;
      case 'signal-refused':
        this.#onSignalRefused(event.error);
        break;
      case 'link-up':
        this._setLink('up', { ms: STEADY_MS });
        break;
      case 'link-shaky':
        if (this.state.link.at !== 'up') break; // a step with a limit of its own is under way
        this._setLink('shaky');
        this._restart();
        break;
      case 'link-silent':
        // Of one that is not steady yet the browser decides: paths are not looked for again and again.
        if (this.state.link.at !== 'up' || this.state.link.wait) break;
        this._setLink('shaky');
        this._restart();
        break;
      case 'link-heard':
        if (!MENDED.has(this.state.link.at)) break;
        this._setLink('up', { ms: STEADY_MS });
        break;
      case 'link-lost':
        this._lose();
    }
  }

  #onSignal(signal: Signal): void {
    const { link } = this.state;
    if (link.at === 'ready') {
      this._change({ link: { ...link, early: [...link.early, signal] } });
      return;
    }
    if (signal.type === 'answer' && 'isAnswered' in link && !link.isAnswered) {
      const isLimited = link.at === 'restarting' && this.state.canRelay;
      const wait = isLimited ? { ms: ANY_PATH_MS } : link.wait;
      this._change({ link: { ...link, isAnswered: true, wait } });
    }
    this.effects.push({ type: 'take-signal', signal });
  }

  /** The relay says that this start of the robot is there, or none. */
  protected _onRobot(instanceId: string | undefined): void {
    this._change({ robot: instanceId });
    this.effects.push({ type: 'tell-presence', online: instanceId !== undefined });
    if (instanceId === undefined) {
      this._undial();
      return;
    }
    const { link } = this.state;
    if ('instanceId' in link && link.instanceId !== instanceId) this.#abandon();
    else if (link.at === 'lost') this._change({ link: DUE });
    this.#dial();
  }

  /** The link that is ready goes on, if the robot is there. */
  protected _release(instanceId: string | undefined, isOffered: boolean): void {
    const { link } = this.state;
    if (link.at !== 'ready') return;
    if (instanceId === undefined) {
      this.#abandon();
      return;
    }
    const { sessionId } = link;
    this._change({ link: dialling(sessionId, instanceId) });
    this.effects.push({ type: 'release', sessionId, isOffered });
    for (const signal of link.early) this.#onSignal(signal);
  }

  /** The relay or the robot was away: an offer that is not answered yet may be lost, and is made anew. */
  protected _undial(): void {
    const { link } = this.state;
    if (link.at === 'dialling' && !link.isAnswered) this.#abandon();
  }

  /** Robot or relay has come back: what was on its way to where it was before is lost. Robots take each offer once. */
  protected _repeat(instanceId: string | undefined): void {
    const { link, membership } = this.state;
    if (membership.at !== 'in' || !('instanceId' in link) || link.instanceId !== instanceId) return;
    if (!UNDER_WAY.has(link.at) || link.isAnswered) return;
    this.effects.push({ type: 'repeat-offer', sessionId: link.sessionId });
  }

  #abandon(): void {
    this._change({ link: DUE });
    this.effects.push({ type: 'drop' });
  }

  #dial(): void {
    const { membership, link, robot } = this.state;
    if (link.at !== 'due' || membership.at !== 'in' || robot === undefined) return;
    const sessionId = this.#nextSession();
    this._change({ link: dialling(sessionId, robot) });
    this.effects.push({ type: 'dial', sessionId });
  }

  /** What the relay's answer is not needed for is done before it, and beside the way there. */
  protected _prepare(): void {
    if (this.state.link.at !== 'due') return;
    const sessionId = this.#nextSession();
    this._change({ link: { at: 'ready', sessionId, isSent: false, early: [] } });
    this.effects.push({ type: 'prepare', sessionId });
  }

  /** The session whose offer goes with a join. One that may have arrived before, with an answer that was lost, does not. */
  protected _offer(): string | undefined {
    const { link, robot } = this.state;
    if (link.at === 'ready' && link.isSent) this._change({ link: DUE });
    if (link.at === 'ready' || robot !== undefined) this._prepare();
    const { link: ready } = this.state;
    if (ready.at !== 'ready') return undefined;
    this._change({ link: { ...ready, isSent: true } });
    return ready.sessionId;
  }

  /** The relay has refused the join, and with it the offer. */
  protected _keepOffer(): void {
    const { link } = this.state;
    if (link.at === 'ready') this._change({ link: { ...link, isSent: false } });
  }

  #nextSession(): string {
    const { key, dials } = this.state;
    this._change({ dials: dials + 1 });
    return `${key}-${String(dials)}`;
  }

  /** An interrupted link looks for a new path, if somebody can carry the offer. */
  protected _restart(): void {
    if (this.state.link.at !== 'shaky' || this.state.membership.at !== 'in') return;
    this.#lookForPath('restarting');
  }

  /**
   * What both sides know of each other has led to no path: one through a TURN server is looked for, where there is one.
   * A restart that was not answered says nothing of paths.
   */
  protected _relay(): boolean {
    const { link, canRelay } = this.state;
    if (link.at !== 'restarting' || !link.isAnswered || !canRelay) return false;
    this.#lookForPath('relaying');
    return true;
  }

  #lookForPath(at: 'restarting' | 'relaying'): void {
    const { link } = this.state;
    if (!('instanceId' in link)) return;
    this._change({ link: { ...link, at, isAnswered: false, wait: { ms: LINK_LIMITS_MS[at] } } });
    this.effects.push({ type: 'restart-ice', relayOnly: at === 'relaying' });
  }

  /** The link is beyond repair: dialled anew, at once the first time, then ever more slowly. */
  protected _lose(): void {
    const { losses } = this.state;
    this._change({ link: { at: 'lost', wait: { failures: losses } }, losses: losses + 1 });
    this.effects.push({ type: 'drop' });
  }

  protected _isCurrent(sessionId: string): boolean {
    const { link } = this.state;
    return 'sessionId' in link && link.sessionId === sessionId;
  }

  protected _setLink(at: Exclude<Link['at'], 'due' | 'lost' | 'ready'>, wait?: Wait): void {
    const { link } = this.state;
    if ('instanceId' in link) this._change({ link: { ...link, at, wait } });
  }

  protected _change(change: Partial<OperatorState>): void {
    this.state = { ...this.state, ...change };
  }

  #onSignalRefused(error: SignalingError): void {
    const { membership, link } = this.state;
    if (error.code === 'robot-offline') this._onRobot(undefined);
    else if (mayPass(error.code, true)) {
      if (membership.at === 'in') this._change({ membership: beRefused(membership, error.code) });
    } else if (link.at === 'dialling') this._lose();
  }
}
