import type { RTCConnection } from '../connection/rtc-connection.js';
import { mayRelay } from '../connection/rtc-connection-options.js';
import { RtcError, type SignalingError } from '../errors.js';
import { reportCallbackError } from '../subscriptions/listeners.js';
import { healingStep, UNTOUCHED, type HealingRecord } from './machines/healing.js';
import { operatorState, operatorStep } from './machines/operator-machine.js';
import type { OperatorEffect, OperatorEvent, OperatorState } from './machines/operator-state.js';
import { mayPass } from './machines/membership.js';
import { WaitTimer } from './machines/wait.js';
import {
  doneSchema,
  joinedSchema,
  presenceSchema,
  signalDeliverSchema,
  type FirstOffer,
  type Joined,
  type Signal,
} from './relay-messages.js';
import { randomId } from './random-id.js';
import type { RelaySocket } from './relay-socket.js';
import { RepeatableSignals } from './signals/repeatable-signals.js';
import { SignalOutbox, type OutgoingSignal } from './signals/signal-outbox.js';
import { onWake } from './wake.js';

/** What an {@link OperatorSession} needs. */
export interface OperatorSessionOptions {
  readonly socket: RelaySocket;
  readonly robotId: string;
  readonly wait: boolean;
  readonly connection: RTCConnection;
  /** What the user of the connection has set, rather than the relay. */
  readonly rtcConfiguration: RTCConfiguration | undefined;
  readonly onPresence: (online: boolean) => void;
  readonly onTrouble: (error: RtcError | undefined) => void;
  /** Something has changed of what is being done about a connection that is not well. */
  readonly onHealing: (record: HealingRecord) => void;
}

type EffectOf<T extends OperatorEffect['type']> = Extract<OperatorEffect, { readonly type: T }>;

/**
 * The operator's side of signalling for one connection: tells the operator's machine what happens, and carries out what it
 * decides.
 */
export class OperatorSession {
  readonly #options: OperatorSessionOptions;
  readonly #ending = new AbortController();
  readonly #outbox: SignalOutbox;
  readonly #unanswered = new RepeatableSignals();
  readonly #waits = {
    membership: new WaitTimer(() => {
      this.#on({ type: 'wait-over', of: 'membership' });
    }),
    link: new WaitTimer(() => {
      this.#on({ type: 'wait-over', of: 'link' });
    }),
  };
  readonly #events: OperatorEvent[] = [];
  #isDeciding = false;
  #state: OperatorState;
  #iceServers: Joined['iceServers'] = [];
  #lastAnswer: string | undefined;
  #healing = UNTOUCHED;

  constructor(options: OperatorSessionOptions) {
    this.#options = options;
    this.#state = operatorState(randomId(), options.wait);
    this.#outbox = new SignalOutbox(
      (message) => this.#deliver(message),
      ({ sessionId }, error) => {
        this.#onSignalRefused(sessionId, error);
      },
    );
  }

  /** Join the robot as soon as the relay is there, and stay joined. */
  start(): void {
    const { socket, robotId } = this.#options;
    const mine = <T extends { robotId: string }>(eventOf: (payload: T) => OperatorEvent) => {
      return (payload: T): void => {
        if (payload.robotId === robotId) this.#on(eventOf(payload));
      };
    };
    const ending = this.#ending;
    socket.onEvent((event) => {
      if (event.type === 'relay-up') this.#options.connection._timeline.mark('relay');
      this.#on(event);
    }, ending);
    socket.on(
      'robot:online',
      presenceSchema,
      mine(({ instanceId = '' }) => ({ type: 'robot-online', instanceId })),
      ending,
    );
    socket.on(
      'robot:offline',
      presenceSchema,
      mine(() => ({ type: 'robot-offline' })),
      ending,
    );
    socket.on(
      'signal:deliver',
      signalDeliverSchema,
      mine(({ sessionId, signal }) => ({ type: 'signal', sessionId, signal })),
      ending,
    );
    onWake(() => {
      this.#on({ type: 'woken' });
    }, ending);
    this.#on({ type: 'started' });
  }

  /** Nothing comes in over the link, or something has again. */
  tellSilence(isSilent: boolean): void {
    const { link } = this.#state;
    if (!('sessionId' in link)) return;
    this.#on({ type: isSilent ? 'link-silent' : 'link-heard', sessionId: link.sessionId });
  }

  /** Hang up. */
  end(): void {
    this.#on({ type: 'closed' });
    this.#ending.abort();
  }

  /** One event after the other: what an effect tells is decided on when the effects before it are done. */
  #on(event: OperatorEvent): void {
    this.#events.push(event);
    if (this.#isDeciding) return;
    this.#isDeciding = true;
    for (let next = this.#events.shift(); next; next = this.#events.shift()) {
      const from = this.#state;
      const { state, effects } = operatorStep(from, next);
      this.#state = state;
      for (const effect of effects) this.#carryOut(effect);
      this.#waits.membership.set(this.#state.membership.wait);
      this.#waits.link.set(this.#state.link.wait);
      if (this.#state.membership.at === 'in') this.#outbox.open();
      else this.#outbox.shut();
      this.#tellHealing(
        healingStep(this.#healing, { from, event: next, to: state }, performance.now()),
      );
    }
    this.#isDeciding = false;
  }

  #tellHealing(record: HealingRecord): void {
    if (record === this.#healing) return;
    const { now } = this.#healing;
    this.#healing = record;
    if (record.now !== now) this.#options.onHealing(record);
  }

  #carryOut(effect: OperatorEffect): void {
    const { socket, robotId, connection, onPresence, onTrouble } = this.#options;
    switch (effect.type) {
      case 'join':
        void this.#join(effect);
        break;
      case 'renew-token':
        socket.renewToken();
        break;
      case 'prepare':
        this.#open(effect.sessionId, true);
        break;
      case 'release':
        this.#release(effect);
        break;
      case 'dial':
        this.#open(effect.sessionId, false);
        break;
      case 'restart-ice':
        connection._renewIce(
          this.#iceServers as RTCIceServer[],
          effect.relayOnly ? { iceTransportPolicy: 'relay' } : {},
        );
        break;
      case 'repeat-offer':
        this.#outbox.replace(this.#unanswered.of(effect.sessionId));
        break;
      case 'drop':
        connection._markDisconnected();
        break;
      case 'take-signal':
        this.#onSignal(effect.signal);
        break;
      case 'tell-presence':
        onPresence(effect.online);
        break;
      case 'tell-trouble':
        onTrouble(effect.error);
        break;
      case 'fail':
        connection._fail(effect.error);
        break;
      case 'leave':
        socket.request('robot:leave', { robotId }, doneSchema).catch(() => undefined);
    }
  }

  async #join({ request, wait, offer: sessionId }: EffectOf<'join'>): Promise<void> {
    const { socket, robotId, connection } = this.#options;
    try {
      const offer = sessionId === undefined ? undefined : await this.#takeOffer(sessionId);
      if (offer) connection._timeline.mark('offer');
      const joined = await socket.request('robot:join', { robotId, wait, offer }, joinedSchema);
      this.#iceServers = joined.iceServers;
      connection._timeline.mark('joined');
      const { instanceId, offered: isOffered = false } = joined;
      this.#on({ type: 'joined', request, instanceId, isOffered, canRelay: this.#canRelay });
    } catch (error) {
      const { tokenIsFixed } = socket;
      this.#on({ type: 'join-refused', request, error: error as SignalingError, tokenIsFixed });
    }
  }

  get #canRelay(): boolean {
    const iceServers = this.#iceServers as RTCIceServer[];
    return mayRelay({ iceServers, ...this.#options.rtcConfiguration });
  }

  /** Undefined if there is none: the link tells why. */
  async #takeOffer(sessionId: string): Promise<FirstOffer | undefined> {
    const signal = await this.#options.connection._takeOffer().catch(() => undefined);
    if (!signal) return undefined;
    this.#unanswered.add({ sessionId, signal });
    return { sessionId, signal };
  }

  #release({ sessionId, isOffered }: EffectOf<'release'>): void {
    const { connection } = this.#options;
    if (!isOffered) {
      // As good as made: it went with the join.
      void this.#takeOffer(sessionId).then((offer) => {
        if (offer) this.#outbox.put(offer);
      });
    }
    this.#attempt(() => {
      connection._release(this.#iceServers as RTCIceServer[]);
    });
  }

  #open(sessionId: string, isHeld: boolean): void {
    const { connection } = this.#options;
    this.#outbox.forget();
    this.#unanswered.clear();
    this.#lastAnswer = undefined;
    this.#attempt(() => {
      connection._open({
        ...{ initiator: true, sessionId, isHeld },
        rtcConfiguration: { iceServers: this.#iceServers as RTCIceServer[] },
        onSignal: (signal) => {
          this.#unanswered.add({ sessionId, signal });
          this.#outbox.put({ sessionId, signal });
        },
        onConnectionState: (state) => {
          if (state === 'connected') this.#on({ type: 'link-up', sessionId });
          else if (state === 'disconnected') this.#on({ type: 'link-shaky', sessionId });
        },
        onLost: () => {
          this.#on({ type: 'link-lost', sessionId });
        },
      });
    });
  }

  /** A configuration that the browser refuses ends the connection. */
  #attempt(work: () => void): void {
    try {
      work();
    } catch (cause) {
      const error =
        cause instanceof RtcError
          ? cause
          : new RtcError('negotiation-failed', `No connection can be made: ${String(cause)}`);
      this.#on({ type: 'peer-failed', error });
    }
  }

  /** An answer that was sent twice, as its sender could not know whether it had arrived, counts once. */
  #onSignal(signal: Signal): void {
    if (signal.type === 'answer') {
      if (signal.sdp === this.#lastAnswer) return;
      this.#lastAnswer = signal.sdp;
      this.#unanswered.clear();
    }
    this.#options.connection._signal(signal);
  }

  #deliver({ sessionId, signal }: OutgoingSignal): Promise<unknown> {
    const { socket, robotId } = this.#options;
    return socket.request('signal:send', { robotId, sessionId, signal }, doneSchema);
  }

  #onSignalRefused(sessionId: string, error: SignalingError): void {
    // The robot or the relay went away just now: presence and the next join say how it goes on.
    if (error.code !== 'robot-offline' && !mayPass(error.code, true)) reportCallbackError(error);
    this.#on({ type: 'signal-refused', sessionId, error });
  }
}
