import { handshakeSchema, type Refusal } from '@rtcbot-web/sdk/protocol';
import * as v from 'valibot';
import { openAuthority, secretAuthority } from './auth.js';
import { clientIdOf } from './client-id.js';
import type { Session } from './dispatcher.js';
import { refuseSource, type ConnectionSource } from './origins.js';
import { badMessage, refuse } from './refusal.js';

/** A client that wants to connect. */
export interface Applicant {
  readonly socketId: string;
  readonly source: ConnectionSource;
  /** `auth` of its handshake, still unchecked. */
  readonly auth: unknown;
}

/** Lets a client in, or refuses it. */
export type Admission = (applicant: Applicant) => Promise<Session | Refusal>;

/**
 * Make the admission of a relay.
 * @param policy - its secret, if any, and the origins that it allows
 */
export const createAdmission = ({
  secret,
  allowedOrigins,
}: {
  readonly secret: string | undefined;
  readonly allowedOrigins: readonly string[] | undefined;
}): Admission => {
  const authority = secret === undefined ? openAuthority : secretAuthority(secret);
  const policy = { isOpen: secret === undefined, allowedOrigins };
  return async ({ socketId, source, auth }) => {
    const objection = refuseSource(source, policy);
    if (objection) return refuse('forbidden', objection);
    const handshake = v.safeParse(handshakeSchema, auth);
    if (!handshake.success) return badMessage(handshake.issues[0]);
    const { key, token } = handshake.output;
    const grant = await authority(token);
    if ('ok' in grant) return grant;
    return { client: { socketId, clientId: clientIdOf(key), role: grant.role }, grant };
  };
};
