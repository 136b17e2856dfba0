import { SignJWT } from 'jose';

/** What signs the tokens of the bench. */
export const SECRET = 'the secret of a bench, which is over within a minute';

const KEY = new TextEncoder().encode(SECRET);

/** A token for one robot: every client of the bench has its own. */
export const tokenFor = (role, robotId) =>
  new SignJWT({ robots: [robotId], role, jti: `${role} of ${robotId}` })
    .setProtectedHeader({ alg: 'HS256' })
    .setExpirationTime('1h')
    .sign(KEY);
