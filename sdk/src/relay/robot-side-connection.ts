import type { CallHandler } from '../calls/exposed-methods.js';
import { RTCConnection } from '../connection/rtc-connection.js';
import type { PeerLink } from '../connection/negotiation/peer-link.js';
import type { RTCConnectionOptions } from '../connection/rtc-connection-options.js';
import { SignalingError } from '../errors.js';
import type { Role, Signal } from './relay-messages.js';
import { Listeners, type ListenOptions } from '../subscriptions/listeners.js';
import type { Subscriber } from '../subscriptions/subscription.js';
import { ExpiryClock } from './expiry-clock.js';
import { AnswerSigner, type SignAnswer } from './robot-key/answer-signer.js';

/** So long after the time of a token is over the link ends: whoever decides about driving ends that at once, and says why. */
const GOODBYE_MS = 500;

/** Carries out a call of an operator. */
export type OperatorCallHandler = CallHandler<RobotSideConnection>;

/** What the relay vouches for about an operator. */
export interface VouchedAccess {
  /** A `viewer` may never drive. */
  readonly role: Role;
  /** Time until its token expires, in ms; undefined: it never does, or the relay does not say. */
  readonly expiresInMs: number | undefined;
}

/**
 * The robot's connection to one operator. It lives until the operator hangs up or stays away, or its token expires
 * (`token-expired`), whether or not the relay is there then.
 */
export class RobotSideConnection extends RTCConnection {
  /** The operator's id, the same over its reconnects. */
  readonly operatorId: string;
  readonly #changes = new Listeners<VouchedAccess>();
  readonly #clock: ExpiryClock;
  #role: Role;
  #signing: { readonly robotId: string; readonly sign: SignAnswer } | undefined;
  #signer: AnswerSigner | undefined;

  /** Made by `relay.serve()`. @internal */
  constructor(
    operatorId: string,
    { role, expiresInMs }: VouchedAccess,
    options?: RTCConnectionOptions,
  ) {
    super(options);
    this.operatorId = operatorId;
    this.#role = role;
    this._calls.role = () => this.#role;
    this.#clock = new ExpiryClock(() => {
      const message = `The token of operator ${operatorId} has expired, and with it its connection.`;
      this._fail(new SignalingError('token-expired', message));
    });
    this.onAccess = this.onAccess.bind(this);
    this.#clock.set(withGoodbye(expiresInMs));
  }

  /** What the relay vouches for: a `viewer` may never drive. It may change, see `onAccess`. */
  get role(): Role {
    return this.#role;
  }

  /** Time until the operator's token expires, in ms; undefined: it never does, or the relay does not say. */
  get expiresInMs(): number | undefined {
    const { leftMs } = this.#clock;
    return leftMs === undefined ? undefined : Math.max(0, leftMs - GOODBYE_MS);
  }

  /** Call `listener` when the relay vouches for another role, or another time, of the operator. */
  onAccess<S extends Subscriber<VouchedAccess>>(listener: S, options?: ListenOptions): S {
    return this.#changes.add(listener, options);
  }

  /** The relay has said anew what it vouches for. @internal */
  _vouch(access: VouchedAccess): void {
    if (this.closed) return;
    this.#role = access.role;
    this.#clock.set(withGoodbye(access.expiresInMs));
    this.#changes.emit(access);
  }

  protected override async _close(): Promise<void> {
    this.#clock.close();
    this.#changes.clear();
    await super._close();
  }

  /** From the next link on, answers carry the robot's signature. @internal */
  _signWith(robotId: string, sign: SignAnswer): void {
    this.#signing = { robotId, sign };
  }

  /** @internal */
  override _open(link: PeerLink): void {
    this.#signer?.end();
    this.#signer = undefined;
    if (!this.#signing) {
      super._open(link);
      return;
    }
    const { sign, robotId } = this.#signing;
    const { sessionId = '', onSignal } = link;
    const signer = new AnswerSigner(sign, { robotId, sessionId }, onSignal);
    this.#signer = signer;
    super._open({
      ...link,
      onSignal: (signal) => {
        signer.send(signal);
      },
    });
  }

  /** @internal */
  override _signal(signal: Signal): void {
    this.#signer?.took(signal);
    super._signal(signal);
  }

  /** A signal of the operator was dropped. @internal */
  _refuseSignal(why: string): void {
    this._inbound.drop('signals', why);
  }
}

function withGoodbye(expiresInMs: number | undefined): number | undefined {
  return expiresInMs === undefined ? undefined : expiresInMs + GOODBYE_MS;
}
