import {
  joinSchema,
  leaveSchema,
  registerSchema,
  signalSendSchema,
  type ClientEvents,
} from '@rtcbot-web/sdk/protocol';
import { checkGrant } from './auth.js';
import { on, type EventHandler, type Session } from './dispatcher.js';
import type { Log } from './log.js';
import type { IceServer } from './options.js';
import { refused, type Outcome } from './outcome.js';
import type { Pairing } from './pairing.js';

/** What the handlers work with. */
export interface HandlersOptions {
  readonly pairing: Pairing;
  readonly iceServers: IceServer[];
  readonly log: Log;
}

/**
 * Say what happens on each event of a client.
 * @param options - what the handlers work with
 */
export const createHandlers = ({
  pairing,
  iceServers,
  log,
}: HandlersOptions): Record<keyof ClientEvents, EventHandler> => {
  const ifGranted = (
    action: 'serve' | 'join',
    { grant, client }: Session,
    robotId: string,
    decide: () => Outcome,
  ): Outcome => {
    const refusal = checkGrant(grant, action, robotId);
    if (refusal) return refused(refusal);
    const outcome = decide();
    if (!outcome.answer.ok) return outcome;
    const message = action === 'serve' ? 'robot online' : 'operator joined';
    log({ level: 'info', message, fields: { robotId, clientId: client.clientId } });
    const answer = { ...outcome.answer, iceServers };
    return { ...outcome, answer };
  };
  return {
    'robot:register': on(registerSchema, (session, { robotId }) =>
      ifGranted('serve', session, robotId, () => pairing.register(session.client, robotId)),
    ),
    'robot:join': on(joinSchema, (session, { robotId, wait }) =>
      ifGranted('join', session, robotId, () => pairing.join(session.client, robotId, wait)),
    ),
    'robot:leave': on(leaveSchema, ({ client }, { robotId }) => pairing.leave(client, robotId)),
    'signal:send': on(signalSendSchema, ({ client }, message) => pairing.signal(client, message)),
  };
};
