import {
  RtcError,
  type Healing,
  type OperatorConnection,
  type OperatorTeleop,
  type Producer,
  type RTCConnection,
} from '@rtcbot-web/sdk';

/** What an element knows of its connection. */
export interface LinkFacts {
  /** `new` without a connection. */
  readonly state: RTCPeerConnectionState;
  /** Whether the relay knows the robot to be there; undefined if that is not known. */
  readonly robotOnline?: boolean | undefined;
  /** Id of the robot, if the connection goes over a relay. */
  readonly robotId?: string | undefined;
  /** Whether it was connected before: a loss, not a beginning. */
  readonly hasBeenConnected?: boolean;
  /** Whether it is over. */
  readonly closed?: boolean;
  /** The error that ended it. */
  readonly error?: Error | undefined;
  /** What keeps it from reaching the relay just now; it goes on trying. */
  readonly relayError?: Error | undefined;
  /** What is being done about it, if it was well and is not. */
  readonly healing?: Healing | undefined;
}

/** Connections that some element has seen connected. */
const everConnected = new WeakSet<RTCConnection>();

function isOperatorConnection(connection: RTCConnection): connection is OperatorConnection {
  return 'onRobotOnline' in connection;
}

/** What is known of `connection` now. */
export function linkFacts(connection: RTCConnection): LinkFacts {
  const { connectionState: state } = connection;
  if (state === 'connected') everConnected.add(connection);
  const operator = isOperatorConnection(connection) ? connection : undefined;
  return {
    state,
    robotOnline: operator?.robotOnline,
    robotId: operator?.robotId,
    hasBeenConnected: everConnected.has(connection),
    closed: connection.closed,
    error: connection.error,
    relayError: operator?.relayError,
    healing: operator?.healing,
  };
}

/** The driving side of a connection; undefined for one that cannot drive: given as a stream, or without a relay. */
export const teleopOf = (connection: RTCConnection | undefined): OperatorTeleop | undefined =>
  (connection as Partial<OperatorConnection> | undefined)?.teleop;

/** Call `listener` whenever something of {@link linkFacts} has changed, or there is another track. */
export function onLinkChange(
  connection: RTCConnection,
  listener: () => void,
  until: { readonly signal: AbortSignal },
): void {
  connection.onConnectionStateChange(listener, until);
  connection.onError(listener, until);
  connection.onClose(listener, until);
  connection.video.onTrack(listener, until);
  connection.audio.onTrack(listener, until);
  if (!isOperatorConnection(connection)) return;
  connection.onRobotOnline(listener, until);
  connection.onRelayError(listener, until);
  connection.onHealing(listener, until);
}

/**
 * Call `listener` whenever liveness or anything about control has changed, or the picture has become too old to drive by. From the first call on, the robot is asked for
 * signs of life.
 * @param view - the window that shows whoever listens: the robot may be driven from it, too
 */
export function onDrivingChange(
  teleop: OperatorTeleop,
  view: Window,
  listener: () => void,
  until: { readonly signal: AbortSignal },
): void {
  teleop.addWindow(view, until);
  teleop.onLiveness(listener, until);
  teleop.onControl(listener, until);
  teleop.picture.onChange(listener, until);
}

/** Subscribe until `signal` aborts, whether or not somebody has called `unsubscribeAll()` by then. */
export function subscribeUntil<T>(
  producer: Producer<T>,
  subscriber: (value: T) => void,
  { signal }: { readonly signal: AbortSignal },
): void {
  producer.subscribe(subscriber);
  const unsubscribe = (): void => {
    try {
      producer.unsubscribe(subscriber);
    } catch (error) {
      if (!(error instanceof RtcError)) throw error;
    }
  };
  signal.addEventListener('abort', unsubscribe, { once: true });
}
