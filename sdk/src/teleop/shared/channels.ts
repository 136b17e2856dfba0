import type { RTCConnection } from '../../connection/rtc-connection.js';
import { DrivingWindows } from '../operator/driving-windows.js';
import { OperatorTeleop } from '../operator/operator-teleop.js';
import { CONTROL_CHANNEL, NOW_CHANNEL } from './wire.js';

/** What may wait in the lossy channel before what comes next is dropped: the newest is what counts. */
const MAX_WAITING_BYTES = 2_048;

/** The two channels of a link, on either side, over all its peers. */
class Channels {
  readonly #channels = new Map<string, RTCDataChannel>();
  readonly #onText: (text: unknown) => void;

  constructor(onText: (text: unknown) => void) {
    this.#onText = onText;
  }

  /** Whether both are open. */
  get isOpen(): boolean {
    const isOpen = (label: string) => this.#channels.get(label)?.readyState === 'open';
    return isOpen(NOW_CHANNEL) && isOpen(CONTROL_CHANNEL);
  }

  readonly use = (channel: RTCDataChannel): void => {
    this.#channels.set(channel.label, channel);
    channel.addEventListener('message', ({ data }) => {
      if (this.#channels.get(channel.label) === channel) this.#onText(data);
    });
  };

  readonly send = (text: string, reliable: boolean): void => {
    const channel = this.#channels.get(reliable ? CONTROL_CHANNEL : NOW_CHANNEL);
    if (channel?.readyState !== 'open') return;
    if (!reliable && channel.bufferedAmount > MAX_WAITING_BYTES) return;
    try {
      channel.send(text);
    } catch {
      // A full or closing channel; whoever waits for an answer asks again.
    }
  };
}

/**
 * Driving over a connection that this side initiates; `relay.connect()`'s has it as `teleop`. For a connection without a relay,
 * call it before the descriptions are exchanged.
 */
export function createOperatorTeleop(connection: RTCConnection): OperatorTeleop {
  const channels = new Channels((text) => {
    teleop._receive(text);
  });
  const windows = new DrivingWindows({
    onAttentionLost: (isHidden) => teleop._attentionLost(isHidden),
    onTick: () => teleop._tick(),
  });
  const teleop = new OperatorTeleop({
    send: channels.send,
    isConnected: () => connection.connectionState === 'connected',
    hasAttention: () => windows.haveAttention,
    receivedFrame: () => connection.video._newestFrame,
    addWindow: (view, signal) => {
      windows.add(view, signal);
    },
  });
  const use = (channel: RTCDataChannel): void => {
    channels.use(channel);
    channel.addEventListener('open', () => {
      if (channels.isOpen) teleop._linkUp();
    });
  };
  connection._reserved.open(CONTROL_CHANNEL, { ordered: true }, use);
  connection._reserved.open(NOW_CHANNEL, { ordered: false, maxRetransmits: 0 }, use);
  connection.onClose(() => {
    windows.close();
    teleop._close();
  });
  return teleop;
}

/**
 * The robot's side of driving on one connection: hands on what the operator says, and returns what carries the answers.
 * Give both to a `RobotTeleop`. Call it before the connection negotiates, as in `relay.serve`'s callback.
 * @param onText - called with what comes, to be given to `RobotTeleop.receive`
 * @example
 * ```ts
 * relay.serve('rover-1', (conn) => {
 *   teleop.join(conn.operatorId, conn, acceptTeleop(conn, (text) => teleop.receive(conn.operatorId, text)));
 *   conn.onAccess((access) => teleop.renew(conn.operatorId, access));
 *   conn.onClose(() => teleop.leave(conn.operatorId));
 * });
 * ```
 */
export function acceptTeleop(
  connection: RTCConnection,
  onText: (text: unknown) => void,
): (text: string, reliable: boolean) => void {
  const channels = new Channels(onText);
  connection._reserved.accept(CONTROL_CHANNEL, channels.use);
  connection._reserved.accept(NOW_CHANNEL, channels.use);
  return channels.send;
}
