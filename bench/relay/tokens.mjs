import { SignJWT } from 'jose';

/** What signs the tokens of the bench. */
export const SECRET = 'the secret of a bench, which is over within a minute';

/** A token for all robots of the bench. */
export const tokenFor = (role) =>
  new SignJWT({ robots: ['robot-*'], role })
    .setProtectedHeader({ alg: 'HS256' })
    .setExpirationTime('1h')
    .sign(new TextEncoder().encode(SECRET));
