/**
 * A small world around the machines of an operator's session: a relay, a store behind it, a robot, a network, a token
 * server, and a clock. All of it may fail in any order. Nothing in it is real, so a long history takes a moment.
 */
import { SignalingError } from '../errors.js';
import { healingStep, UNTOUCHED, type Healing } from '../relay/machines/healing.js';
import { operatorState, operatorStep } from '../relay/machines/operator-machine.js';
import type { OperatorEffect, OperatorEvent } from '../relay/machines/operator-state.js';
import {
  IDLE,
  socketStep,
  type SocketEffect,
  type SocketEvent,
} from '../relay/machines/socket-machine.js';
import { deadEndOf } from './dead-end.js';
import type { Fault } from './fault.js';
import { PeerEnd } from './peer-end.js';
import { ALL_WELL, HOP_MS, RelayEnd, type Conditions } from './relay-end.js';
import { RobotEnd } from './robot-end.js';
import { VirtualClock } from './virtual-clock.js';

/** One history of one operator. */
export class RelayWorld {
  readonly now: Conditions = { ...ALL_WELL };
  operator = operatorState('operator', true);
  socket = IDLE;
  effectsAfterEnd = 0;
  /** Where a relay has several nodes, a robot's answer may come before the relay's. */
  answersFirst = false;
  failure: string | undefined;
  healing = UNTOUCHED;
  /** All that was told of healing. */
  readonly healings: (Healing | undefined)[] = [];
  readonly #fault: Fault;
  readonly #clock = new VirtualClock();
  readonly #relay = new RelayEnd(this.now, this.#clock, (event) => {
    this.onSocket(event);
  });
  readonly #robot = new RobotEnd();
  readonly peer = new PeerEnd(this.now, this.#clock, this.#robot, (event) => {
    this.on(event);
  });
  #offer: { readonly sessionId: string; readonly text: string; isSent: boolean } | undefined;
  #offers = 0;
  #hasEnded = false;

  constructor(fault: Fault = {}) {
    this.#fault = fault;
    this.onSocket({ type: 'used' });
    this.on({ type: 'started' });
  }

  /** Whether operator and robot are connected, and the relay knows. */
  get isConnected(): boolean {
    const { link, membership } = this.operator;
    const isLinked =
      link.at === 'up' && link.instanceId === this.#robot.instanceId && this.peer.isUp;
    return isLinked && membership.at === 'in' && this.socket.at === 'up';
  }

  /** Why nothing would ever happen again, if so. */
  get deadEnd(): string | undefined {
    return deadEndOf(this.operator, this.socket);
  }

  /** Let time pass. */
  pass(ms: number): void {
    this.#clock.pass(ms);
  }

  /** Turn conditions on or off; what follows from that at once, follows. */
  change(change: Partial<Conditions>): void {
    const before = { ...this.now };
    const { hasPath } = this.peer;
    Object.assign(this.now, change);
    if (before.relay && !this.now.relay) this.#relay.lose();
    if (hasPath && !this.peer.hasPath) this.peer.cut();
    if (!hasPath && this.peer.hasPath) this.peer.mend();
    if (before.robot !== this.now.robot) this.tellPresence();
  }

  /** The robot's page is another one from now on. */
  restartRobot(): void {
    this.#robot.restart();
    this.peer.cut();
    this.tellPresence();
  }

  /** The robot has lost sight of the operator. */
  forgetOperator(): void {
    this.#robot.forgetOperator();
  }

  /** The relay has lost its rooms; only what joins is in them again. */
  forgetRooms(): void {
    this.#relay.isInRoom = false;
  }

  /** The way to the relay is gone without a word, and nothing but a new socket helps. */
  deafenSocket(): void {
    this.#relay.deafen();
  }

  /** The peer connection ends with an error. */
  breakLink(): void {
    this.#tellLink('link-lost');
  }

  /** ICE says `disconnected`. */
  shakeLink(): void {
    this.#tellLink('link-shaky');
  }

  #tellLink(type: 'link-lost' | 'link-shaky'): void {
    const { link } = this.operator;
    if (!('sessionId' in link)) return;
    this.peer.isUp = false;
    this.on({ type, sessionId: link.sessionId });
  }

  /** The user hangs up. */
  end(): void {
    this.on({ type: 'closed' });
    this.onSocket({ type: 'unused' });
    this.#hasEnded = true;
  }

  on(event: OperatorEvent): void {
    const { state, effects } = (this.#fault.operator ?? operatorStep)(this.operator, event);
    const change = { from: this.operator, event, to: state };
    this.operator = state;
    const { now } = this.healing;
    this.healing = healingStep(this.healing, change, this.#clock.nowMs);
    if (this.healing.now !== now) this.healings.push(this.healing.now);
    if (this.#hasEnded) this.effectsAfterEnd += effects.length;
    for (const effect of effects) this.#carryOut(effect);
    this.#setTimers();
    if (this.operator.membership.at === 'in') this.#sendOffer();
  }

  onSocket(event: SocketEvent): void {
    const { state, effects } = (this.#fault.socket ?? socketStep)(this.socket, event);
    this.socket = state;
    for (const effect of effects) this.#carryOutAtSocket(effect);
    this.#setTimers();
  }

  #setTimers(): void {
    const { membership, link } = this.operator;
    this.#clock.setTimer('socket', this.socket.wait, () => {
      this.onSocket({ type: 'wait-over', nowMs: this.#clock.nowMs });
    });
    const end = (of: 'membership' | 'link') => () => {
      this.on({ type: 'wait-over', of });
    };
    if (this.#fault.oneTimer) {
      this.#clock.setOnce('operator', membership.wait, end('membership'));
      this.#clock.setOnce('operator', link.wait, end('link'));
    } else {
      this.#clock.setTimer('membership', membership.wait, end('membership'));
      this.#clock.setTimer('link', link.wait, end('link'));
    }
  }

  #carryOutAtSocket(effect: SocketEffect): void {
    switch (effect.type) {
      case 'fetch-token':
        this.#clock.later(HOP_MS, () => {
          const { fetch } = effect;
          const token = { value: 'token', isFixed: false, expiresAtMs: this.#clock.nowMs + 30_000 };
          const failure = { message: 'no login', nowMs: this.#clock.nowMs };
          if (this.now.token) this.onSocket({ type: 'token', fetch, token });
          else this.onSocket({ type: 'token-failed', fetch, ...failure });
        });
        break;
      case 'open':
        this.#relay.open(effect.socket);
        break;
      case 'close':
        this.#relay.close();
        break;
      case 'tell-up':
        this.on({ type: 'relay-up' });
        break;
      case 'tell-down':
        this.on({ type: 'relay-down' });
        break;
      case 'tell-trouble':
        this.on({ type: 'relay-trouble', error: new SignalingError(effect.code, effect.message) });
        break;
      case 'tell-refused':
        this.failure = effect.refusal.code;
    }
  }

  #carryOut(effect: OperatorEffect): void {
    switch (effect.type) {
      case 'join':
        this.#relay.request(
          () => {
            this.#relay.isInRoom = true;
            if (this.now.robot) this.#robot.meetOperator();
            const instanceId = this.now.robot ? this.#robot.instanceId : undefined;
            const isOffered = this.#takeFirstOffer(effect.offer);
            return () => {
              const told = { request: effect.request, instanceId, isOffered };
              this.on({ type: 'joined', ...told, canRelay: this.now.turn });
            };
          },
          (code) => {
            const refusal = { request: effect.request, error: new SignalingError(code, 'refused') };
            this.on({ type: 'join-refused', ...refusal, tokenIsFixed: true });
          },
        );
        break;
      case 'renew-token':
        this.onSocket({ type: 'renew' });
        break;
      case 'prepare':
      case 'dial':
        this.peer.replace(effect.sessionId);
        this.#put(effect.sessionId, effect.sessionId, effect.type === 'prepare');
        break;
      case 'release':
        if (!effect.isOffered) this.#put(effect.sessionId, effect.sessionId);
        break;
      case 'restart-ice':
        this.peer.relayOnly = effect.relayOnly;
        if (this.peer.sessionId)
          this.#put(this.peer.sessionId, `restart ${String(++this.#offers)}`);
        break;
      case 'repeat-offer':
        if (this.#offer) this.#offer.isSent = false;
        break;
      case 'drop':
        this.peer.replace(undefined);
        break;
      case 'take-signal':
        this.peer.connect();
        break;
      case 'fail':
        this.failure = effect.error.code;
        break;
      case 'tell-presence':
      case 'tell-trouble':
      case 'leave':
    }
  }

  #sendOffer(): void {
    const offer = this.#offer;
    if (!offer || offer.isSent) return;
    offer.isSent = true;
    const { sessionId, text } = offer;
    this.#relay.request(
      () => {
        if (!this.#relay.isInRoom) return 'not-joined';
        if (!this.now.robot) return 'robot-offline';
        if (this.now.delivery && this.#robot.knowsOperator) this.#answer(sessionId, text);
        return () => undefined;
      },
      (code) => {
        if (this.#offer === offer && code !== 'robot-offline') offer.isSent = false;
        this.on({ type: 'signal-refused', sessionId, error: new SignalingError(code, 'refused') });
      },
    );
  }

  /** Whether the relay has passed on the offer that came with a join. An older relay does not. */
  #takeFirstOffer(sessionId: string | undefined): boolean {
    if (sessionId === undefined || !this.now.robot || !this.now.offers) return false;
    const answerMs = this.answersFirst ? HOP_MS / 2 : 2 * HOP_MS;
    if (this.now.delivery) this.#answer(sessionId, sessionId, answerMs);
    return true;
  }

  #put(sessionId: string, text: string, isSent = false): void {
    this.#offer = { sessionId, text, isSent };
  }

  #answer(sessionId: string, text: string, ms = 2 * HOP_MS): void {
    if (!this.#robot.answers(text)) return;
    this.#relay.push(ms, () => {
      if (!this.now.robot || !this.now.store) return;
      this.on({ type: 'signal', sessionId, signal: { type: 'answer', sdp: sessionId } });
    });
  }

  /** What the relay says of the robot; also when it comes from another network, and what went to its socket before is lost. */
  tellPresence(): void {
    const { robot, relay, presence, store, answers } = this.now;
    if (!relay || !presence || !store || !answers || !this.#relay.isInRoom) return;
    const { instanceId } = this.#robot;
    if (robot) this.#robot.meetOperator();
    this.#relay.push(HOP_MS, () => {
      this.on(robot ? { type: 'robot-online', instanceId } : { type: 'robot-offline' });
    });
  }
}
