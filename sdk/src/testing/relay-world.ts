/**
 * A small world around the machines of an operator's session: a relay, a store behind it, a robot, a network, a token
 * server, and a clock. All of it may fail in any order. Nothing in it is real, so a long history takes a moment.
 */
import { SignalingError } from '../errors.js';
import { operatorState, operatorStep } from '../relay/machines/operator-machine.js';
import type { OperatorEffect, OperatorEvent } from '../relay/machines/operator-state.js';
import {
  IDLE,
  socketStep,
  type SocketEffect,
  type SocketEvent,
} from '../relay/machines/socket-machine.js';
import { deadEndOf } from './dead-end.js';
import { ALL_WELL, HOP_MS, RelayEnd, type Conditions } from './relay-end.js';
import { VirtualClock } from './virtual-clock.js';

/** What is wrong with a machine that was spoilt on purpose. */
export interface Fault {
  readonly operator?: typeof operatorStep;
  readonly socket?: typeof socketStep;
  /** One timer serves both waits of an operator. */
  readonly oneTimer?: boolean;
}

/** When ICE notices that nobody is at the other end, and when it gives up. */
const NOTICED_AFTER_MS = { 'link-shaky': 5000, 'link-lost': 20_000 } as const;

/** One history of one operator. */
export class RelayWorld {
  readonly now: Conditions = { ...ALL_WELL };
  operator = operatorState('operator', true);
  socket = IDLE;
  effectsAfterEnd = 0;
  failure: string | undefined;
  readonly #fault: Fault;
  readonly #clock = new VirtualClock();
  readonly #relay = new RelayEnd(this.now, this.#clock, (event) => {
    this.onSocket(event);
  });
  /** Which start of the robot knows the operator. */
  #knownTo: string | undefined;
  #instance = 1;
  /** The peer that the operator has, and the one that the robot has. */
  #peer: string | undefined;
  #isPeerUp = false;
  #offer: { readonly sessionId: string; isSent: boolean } | undefined;
  #hasEnded = false;

  constructor(fault: Fault = {}) {
    this.#fault = fault;
    this.onSocket({ type: 'used' });
  }

  /** Whether operator and robot are connected, and the relay knows. */
  get isConnected(): boolean {
    const { link, membership } = this.operator;
    const isLinked = link.at === 'up' && link.instanceId === this.#instanceId && this.#isPeerUp;
    return isLinked && membership.at === 'in' && this.socket.at === 'up';
  }

  /** Why nothing would ever happen again, if so. */
  get deadEnd(): string | undefined {
    return deadEndOf(this.operator, this.socket);
  }

  get #instanceId(): string {
    return `instance-${String(this.#instance)}`;
  }

  /** Let time pass. */
  pass(ms: number): void {
    this.#clock.pass(ms);
  }

  /** Turn conditions on or off; what follows from that at once, follows. */
  change(change: Partial<Conditions>): void {
    const before = { ...this.now };
    Object.assign(this.now, change);
    if (before.relay && !this.now.relay) this.#relay.lose();
    if (before.path && !this.now.path) this.#cut();
    if (before.robot !== this.now.robot) this.#tellPresence();
  }

  /** The robot's page is another one from now on. */
  restartRobot(): void {
    this.#instance++;
    this.#cut();
    this.#tellPresence();
  }

  /** The robot has lost sight of the operator. */
  forgetOperator(): void {
    this.#knownTo = undefined;
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
    this.#isPeerUp = false;
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
    this.operator = state;
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

  /** Nothing comes through to the peer any more. */
  #cut(): void {
    const sessionId = this.#peer;
    if (!sessionId || !this.#isPeerUp) return;
    this.#isPeerUp = false;
    for (const type of ['link-shaky', 'link-lost'] as const) {
      this.#clock.later(NOTICED_AFTER_MS[type], () => {
        if (this.#peer === sessionId && !this.#isPeerUp) this.on({ type, sessionId });
      });
    }
  }

  #carryOut(effect: OperatorEffect): void {
    switch (effect.type) {
      case 'join':
        this.#relay.request(
          () => {
            this.#relay.isInRoom = true;
            this.#knownTo = this.now.robot ? this.#instanceId : undefined;
            const instanceId = this.#knownTo;
            return () => {
              this.on({ type: 'joined', request: effect.request, instanceId });
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
      case 'dial':
        this.#peer = effect.sessionId;
        this.#isPeerUp = false;
        this.#offer = { sessionId: effect.sessionId, isSent: false };
        break;
      case 'restart-ice':
        if (this.#peer) this.#offer = { sessionId: this.#peer, isSent: false };
        break;
      case 'drop':
        this.#peer = undefined;
        this.#isPeerUp = false;
        break;
      case 'take-signal':
        this.#connect();
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
    const { sessionId } = offer;
    this.#relay.request(
      () => {
        if (!this.#relay.isInRoom) return 'not-joined';
        if (!this.now.robot) return 'robot-offline';
        if (this.now.delivery && this.#knownTo === this.#instanceId) this.#answer(sessionId);
        return () => {
          if (this.#offer === offer) this.#offer = undefined;
        };
      },
      (code) => {
        if (this.#offer === offer && code !== 'robot-offline') offer.isSent = false;
        this.on({ type: 'signal-refused', sessionId, error: new SignalingError(code, 'refused') });
      },
    );
  }

  #answer(sessionId: string): void {
    this.#relay.push(2 * HOP_MS, () => {
      if (!this.now.robot || !this.now.store) return;
      this.on({ type: 'signal', sessionId, signal: { type: 'answer', sdp: sessionId } });
    });
  }

  /** Both have the other's description: if there is a path, it is found. */
  #connect(): void {
    const peer = this.#peer;
    const instance = this.#instance;
    this.#clock.later(2 * HOP_MS, () => {
      if (!peer || this.#peer !== peer || !this.now.path || this.#instance !== instance) return;
      this.#isPeerUp = true;
      this.on({ type: 'link-up', sessionId: peer });
    });
  }

  #tellPresence(): void {
    const { robot, relay, presence, store, answers } = this.now;
    if (!relay || !presence || !store || !answers || !this.#relay.isInRoom) return;
    const instanceId = this.#instanceId;
    if (robot) this.#knownTo = instanceId;
    this.#relay.push(HOP_MS, () => {
      this.on(robot ? { type: 'robot-online', instanceId } : { type: 'robot-offline' });
    });
  }
}
