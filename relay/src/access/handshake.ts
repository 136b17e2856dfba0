import type { Refusal } from '@rtcbot-web/sdk/protocol';
import { addressOf } from './address.js';
import { partiesOf, type Admission, type Admitted } from './admission.js';
import type { ConnectionLimits } from './connection-limits.js';
import type { Log } from '@rtcbot-web/sdk/protocol';
import type { RelayLimits } from '../options.js';
import { tryAgain } from '../signalling/refusal.js';
import { connectionOf, type ClientSocket } from '../signalling/relay-socket-server.js';

/** Options of a handshake. */
export interface HandshakeOptions {
  readonly admit: Admission;
  readonly connections: ConnectionLimits;
  readonly limits: RelayLimits;
  readonly trustProxy: boolean;
  readonly log: Log;
  /** A connection has presented a handshake, good or bad. */
  readonly onGreeting: (connection: object) => void;
  readonly onAdmitted: (socket: ClientSocket, admitted: Admitted) => void;
  readonly onRefused: (refusal: Refusal) => void;
}

/**
 * Make the middleware of Socket.IO that lets clients in, or refuses them.
 */
export function createHandshake(options: HandshakeOptions) {
  const { admit, trustProxy, log, onGreeting, onAdmitted, onRefused } = options;
  const decide = async (socket: ClientSocket) => {
    const { auth, headers } = socket.handshake;
    const { origin, host } = headers;
    const source = { origin, host, address: socket.conn.remoteAddress };
    const address = addressOf(socket.conn.request, trustProxy);
    try {
      return await admit({ socketId: socket.id, source, address, auth });
    } catch (error) {
      log.error('admission failed', { reason: String(error) });
      return tryAgain();
    }
  };
  return (socket: ClientSocket, next: (error?: Error) => void): void => {
    onGreeting(socket.conn);
    void decide(socket).then((admitted) => {
      if (!('ok' in admitted)) {
        countOutLater(socket, admitted, options);
        onAdmitted(socket, admitted);
        next();
        return;
      }
      const { code, message } = admitted;
      onRefused(admitted);
      log.warn('connection refused', { code, reason: message });
      next(Object.assign(new Error(message), { data: admitted }));
    });
  };
}

/** However its connection ends, and be it right after the handshake. */
function countOutLater(
  socket: ClientSocket,
  admitted: Admitted,
  { connections, limits }: HandshakeOptions,
) {
  const connection = connectionOf(socket);
  const leave = () => {
    connections.leave(partiesOf(admitted, limits));
  };
  if (connection.readyState === 'open') connection.on('close', leave);
  else leave();
}
