import { handshakeSchema, type Refusal } from '@rtcbot-web/sdk/protocol';
import * as v from 'valibot';
import type { Authority } from './authority.js';
import { clientIdOf } from './client-id.js';
import type { ConnectionLimits, Party } from './connection-limits.js';
import { roleOf, type Grant } from './grant.js';
import type { RelayLimits } from '../options.js';
import { refuseSource, type ConnectionSource } from './origins.js';
import type { Client } from '../rooms/outcome.js';
import { adminConnects, badMessage, refuse } from '../signalling/refusal.js';

/** A client that wants to connect. */
export interface Applicant {
  readonly socketId: string;
  readonly source: ConnectionSource;
  /** Address that its connections are counted for. */
  readonly address: string;
  /** `auth` of its handshake, still unchecked. */
  readonly auth: unknown;
}

/** A client that was let in. */
export interface Admitted {
  readonly client: Client;
  readonly grant: Grant;
  /** Address that it is counted for until it leaves. */
  readonly address: string;
}

/** Lets a client in, or refuses it. */
export type Admission = (applicant: Applicant) => Promise<Admitted | Refusal>;

/**
 * Tell whom a connection is counted for.
 * @param admitted - its client
 * @param limits - how many each may have
 */
export function partiesOf(
  { address, grant: { holder } }: Pick<Admitted, 'address' | 'grant'>,
  limits: RelayLimits,
): Party[] {
  return [
    { kind: 'address', id: address, limit: limits.connectionsPerAddress },
    ...(holder === undefined
      ? []
      : [{ kind: 'token', id: holder, limit: limits.connectionsPerToken } as const]),
  ];
}

/** What an admission goes by. */
export interface AdmissionOptions {
  readonly authority: Authority;
  readonly isOpen: boolean;
  readonly allowedOrigins: readonly string[] | undefined;
  readonly limits: RelayLimits;
  readonly connections: ConnectionLimits;
}

/**
 * Make the admission of a relay.
 * @param options - what it goes by
 */
export function createAdmission({
  authority,
  limits,
  connections,
  ...policy
}: AdmissionOptions): Admission {
  return async ({ socketId, source, address, auth }) => {
    const objection = refuseSource(source, policy);
    if (objection) return refuse('forbidden', objection);
    const handshake = v.safeParse(handshakeSchema, auth);
    if (!handshake.success) return badMessage(handshake.issues[0]);
    const { key, token } = handshake.output;
    const grant = await authority(token);
    if ('ok' in grant) return grant;
    const role = roleOf(grant);
    if (!role) return adminConnects();
    const full = await connections.enter(partiesOf({ address, grant }, limits));
    if (full) return full;
    const { expiresAtMs } = grant;
    const client = {
      ...{ socketId, clientId: clientIdOf(key), role },
      // As JSON, in Redis, Infinity would be null
      ...(expiresAtMs < Infinity && { expiresAtMs }),
    };
    return { client, grant, address };
  };
}
