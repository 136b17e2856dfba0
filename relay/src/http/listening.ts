import type { Server as HttpServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { Server as TlsServer } from 'node:tls';
import { RelayError } from '../errors.js';

/** Where to listen. */
export interface ListenOptions {
  /** 0: any free port. */
  readonly port: number;
  readonly host: string;
}

function describe(error: NodeJS.ErrnoException, { port, host }: ListenOptions): RelayError {
  const other = port < 65_535 ? port + 1 : port - 1;
  const cause = { cause: error };
  switch (error.code) {
    case 'EADDRINUSE':
      return new RelayError(
        'port-in-use',
        `Port ${port} on ${host} is in use. Choose another one (--port ${other}) or stop the program that uses it.`,
        cause,
      );
    case 'EACCES':
      return new RelayError(
        'cannot-listen',
        `Port ${port} needs more rights than this user has. Choose one above 1023 (--port 8080).`,
        cause,
      );
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new RelayError(
        'cannot-listen',
        `${host} is not an address of this machine. Use 127.0.0.1 for this machine alone, 0.0.0.0 for all networks.`,
        cause,
      );
    default:
      return new RelayError(
        'cannot-listen',
        `Cannot listen on ${host}:${port}: ${error.message}`,
        cause,
      );
  }
}

/**
 * Make a server listen.
 * @param server - the server
 * @param options - where
 * @throws RelayError (as rejection) if it cannot, e.g. `port-in-use`
 */
export async function listen(server: HttpServer, options: ListenOptions): Promise<void> {
  server.listen(options.port, options.host);
  try {
    await once(server, 'listening');
  } catch (error) {
    throw describe(error as NodeJS.ErrnoException, options);
  }
}

function addressOf(server: HttpServer): AddressInfo {
  const address = server.address();
  if (address === null || typeof address === 'string')
    throw new RelayError(
      'not-listening',
      'The server of this relay does not listen on a port (yet). Call server.listen(port) first.',
    );
  return address;
}

/**
 * Tell the port that a server listens on.
 * @param server - the server
 * @throws RelayError if it does not listen
 */
export function portOf(server: HttpServer): number {
  return addressOf(server).port;
}

/**
 * Tell a URL at which a server can be reached from its own machine.
 * @param server - the server
 * @throws RelayError if it does not listen
 */
export function urlOf(server: HttpServer): string {
  const { address, family, port } = addressOf(server);
  const reachable = address.replace(/^0\.0\.0\.0$/, '127.0.0.1').replace(/^::$/, '::1');
  const host = family === 'IPv6' ? `[${reachable}]` : reachable;
  return `${server instanceof TlsServer ? 'https' : 'http'}://${host}:${port}`;
}

/**
 * Stop a server, and end the connections that it has.
 * @param server - the server
 */
export async function stop(server: HttpServer): Promise<void> {
  if (!server.listening) return;
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
}
