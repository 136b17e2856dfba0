import * as v from 'valibot';

/** Why the relay refuses. */
export const refusalCodeSchema = v.picklist([
  'bad-message',
  'unauthorized',
  'token-expired',
  'forbidden',
  'robot-offline',
  'robot-taken',
  'operator-gone',
  'not-joined',
  'too-many',
  'unknown-event',
  'try-again',
]);
/** Why the relay refuses. */
export type RefusalCode = v.InferOutput<typeof refusalCodeSchema>;
