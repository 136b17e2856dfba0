import type { OperatorConnection, RTCConnection } from '@rtcbot-web/sdk';

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
}

interface Watch {
  readonly listeners: Set<() => void>;
  hasBeenConnected: boolean;
}

/** One per connection: its listeners cannot be taken away again, elements come and go. */
const watches = new WeakMap<RTCConnection, Watch>();

function isOperatorConnection(connection: RTCConnection): connection is OperatorConnection {
  return 'onRobotOnline' in connection;
}

function startWatch(connection: RTCConnection): Watch {
  const watch: Watch = { listeners: new Set(), hasBeenConnected: false };
  const notify = (): void => {
    watch.hasBeenConnected ||= connection.connectionState === 'connected';
    for (const listener of [...watch.listeners]) listener();
  };
  notify();
  connection.onConnectionStateChange(notify);
  connection.onError(notify);
  connection.onClose(notify);
  connection.video.onTrack(notify);
  connection.audio.onTrack(notify);
  if (isOperatorConnection(connection)) {
    connection.onRobotOnline(notify);
    connection.onRelayError(notify);
  }
  return watch;
}

function watchOf(connection: RTCConnection): Watch {
  let watch = watches.get(connection);
  if (!watch) {
    watch = startWatch(connection);
    watches.set(connection, watch);
  }
  return watch;
}

/**
 * Call `listener` whenever something about `connection` has changed: state, presence of the robot, error, tracks.
 * @returns what ends that
 */
export function watchConnection(connection: RTCConnection, listener: () => void): () => void {
  const { listeners } = watchOf(connection);
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

/** What is known of `connection` now. */
export function linkFacts(connection: RTCConnection): LinkFacts {
  const { hasBeenConnected } = watchOf(connection);
  const operator = isOperatorConnection(connection) ? connection : undefined;
  return {
    state: connection.connectionState,
    robotOnline: operator?.robotOnline,
    robotId: operator?.robotId,
    hasBeenConnected,
    closed: connection.closed,
    error: connection.error,
    relayError: operator?.relayError,
  };
}
