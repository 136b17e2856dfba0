import { Listeners, RtcError, type ListenOptions } from '@rtcbot-web/sdk/subscriptions';
import type { CallOptions } from '@rtcbot-web/sdk/protocol';
import type { CallText, OperatorRole } from '../../wire/messages.js';
import { Messenger } from './messenger.js';
import { OperatorCalls } from './operator-calls.js';
import type { OperatorLink } from './operator-link.js';
import { RobotChannel, type RobotChannelOptions } from './robot-channel.js';

/** Called with a data channel that was opened. */
export type ChannelListener = (channel: RobotChannel) => unknown;

/**
 * One operator that is connected to the robot: what it sends comes out of `subscribe`, what is put goes to it
 * alone. It closes when the operator leaves; one that comes back is a new object.
 */
export class RobotOperator extends Messenger {
  /** Stays the same when the operator's link heals or its page asks again. */
  readonly operatorId: string;
  readonly #link: OperatorLink;
  readonly #channels = new Map<string, RobotChannel>();
  readonly #openings: Listeners<RobotChannel>;
  readonly #calls: OperatorCalls;
  #role: OperatorRole;
  #left = false;

  /** @internal */
  constructor(operatorId: string, role: OperatorRole, link: OperatorLink) {
    super();
    this.operatorId = operatorId;
    this.#role = role;
    this.#link = link;
    this.#openings = new Listeners(link.reportCallbackError);
    this.#calls = new OperatorCalls(this, link);
    this.call = this.call.bind(this);
    this.addDataChannel = this.addDataChannel.bind(this);
    this.getDataChannel = this.getDataChannel.bind(this);
    this.onDataChannel = this.onDataChannel.bind(this);
    this._setReady(true);
  }

  /** What the relay vouches for now: a `viewer` may look and listen, never drive. It may change while it is connected. */
  get role(): OperatorRole {
    return this.#role;
  }

  /** How old the picture is that it sees, in ms, as its page says; undefined: it sees none, or its page does not say. */
  get pictureAgeMs(): number | undefined {
    return this.#link.pictureAgeMs(this.operatorId);
  }

  /**
   * Call a method that the operator's page has exposed, with `conn.expose(method, handler)`. It is carried out once at most.
   * @returns what its handler has returned
   * @throws CallError as a rejection, see `conn.call` of the SDK; SubscriptionClosed when the operator leaves
   */
  call(method: string, args?: unknown, options?: CallOptions): Promise<unknown> {
    return this.#calls.call(method, args, options);
  }

  /**
   * Open a data channel of its own name; the operator's page gets it through `conn.onDataChannel`.
   * @throws RtcError `bad-argument` if there is one of this name, or the name is taken by RTCBot Web
   */
  addDataChannel(name: string, options: RobotChannelOptions = {}): RobotChannel {
    if (name === '' || name === 'default' || name.startsWith('rtcbot.')) {
      throw new RtcError('bad-argument', `A data channel cannot be named "${name}".`);
    }
    if (this.#channels.has(name)) {
      throw new RtcError('bad-argument', `There is a data channel "${name}" already.`);
    }
    const { ordered = true, maxRetransmits } = options;
    this.#link.send({
      ...{ type: 'open-channel', id: this.operatorId, channel: name, ordered },
      ...(maxRetransmits === undefined ? {} : { maxRetransmits }),
    });
    return this.#keep(name);
  }

  /**
   * The data channel of this name, whoever opened it.
   * @throws RtcError `bad-argument` if there is none
   */
  getDataChannel(name: string): RobotChannel {
    const channel = this.#channels.get(name);
    if (channel) return channel;
    throw new RtcError('bad-argument', `There is no data channel "${name}".`);
  }

  /** Call `listener` with each data channel that the operator opens from now on. */
  onDataChannel<L extends ChannelListener>(listener: L, options?: ListenOptions): L {
    return this.#openings.add(listener, options);
  }

  /** @internal The relay vouches for another role. */
  _setRole(role: OperatorRole): void {
    this.#role = role;
  }

  /** @internal The page carries something about calls. */
  _onCall(news: CallText): void {
    this.#calls.take(news);
  }

  /** @internal A safe stop has come. */
  _stopCalls(): void {
    this.#calls.stop();
  }

  /** @internal Hand on what the operator sent. */
  _onMessage(message: unknown, channel?: string): void {
    if (channel === undefined) this._put_nowait(message);
    else this.#channels.get(channel)?._onMessage(message);
  }

  /** @internal A data channel is open; one that we asked for is known. */
  _openChannel(name: string): void {
    if (this.#channels.has(name)) return;
    const channel = this.#keep(name);
    this.#openings.emit(channel);
  }

  /** @internal A data channel was closed. */
  _closeChannel(name: string): void {
    this.#channels.get(name)?._leave();
  }

  /** @internal The operator is gone. */
  _leave(): void {
    this.#left = true;
    for (const channel of [...this.#channels.values()]) channel._leave();
    void this.close();
  }

  protected override _sendPayload(payload: string): void {
    this.#link.sendJson(
      `{"type":"message","to":${JSON.stringify(this.operatorId)},${payload}}`,
      true,
    );
  }

  protected override _reportUnsent(error: unknown): void {
    this.#link.reportUnsent(error);
  }

  protected override _close(): void | Promise<void> {
    this.#calls.close();
    if (!this.#left) this.#link.send({ type: 'close-operator', id: this.operatorId });
    return super._close();
  }

  #keep(name: string): RobotChannel {
    const channel = new RobotChannel(name, this.operatorId, this.#link);
    this.#channels.set(name, channel);
    channel.onClose(() => {
      if (this.#channels.get(name) === channel) this.#channels.delete(name);
    });
    return channel;
  }
}
