import {
  joinSchema,
  leaveSchema,
  registerSchema,
  signalSendSchema,
  type ClientEvents,
} from '@rtcbot-web/sdk/protocol';
import { callIdOf } from './call-id.js';
import { on, type EventHandler } from './dispatcher.js';
import type { Session } from './event-stream.js';
import { checkGrant } from '../access/grant.js';
import type { IceServers } from './ice-servers.js';
import type { Log } from '@rtcbot-web/sdk/protocol';
import { refused, type Address, type Client, type Outcome } from '../rooms/outcome.js';
import type { Registration, Registry } from '../rooms/registry.js';
import { after, type Soon } from '../rooms/soon.js';
import type { SignalSend } from '../rooms/room.js';

/** Options of the handlers. */
export interface HandlersOptions {
  readonly registry: Registry;
  readonly iceServers: IceServers;
  readonly log: Log;
  /** Ask whether somebody still is at the other end of a socket. */
  readonly isAlive: (address: Address) => Promise<boolean>;
}

/** Logs the first offer and the first answer of each link between two clients. */
function createCallLog(log: Log) {
  const logged = new WeakMap<Session, Partial<Record<'offer' | 'answer', string>>>();
  return (session: Session, { robotId, to, sessionId, signal }: SignalSend): void => {
    if (signal.type !== 'offer' && signal.type !== 'answer') return;
    const known = logged.get(session) ?? {};
    if (known[signal.type] === sessionId) return;
    logged.set(session, { ...known, [signal.type]: sessionId });
    const { clientId } = session.client;
    const requestId = callIdOf(robotId, to ?? clientId);
    const fields = { requestId, robotId, clientId, sessionId };
    log.info(signal.type, fields);
  };
}

/** Makes what registers robots: whoever holds one is asked; without an answer the newcomer takes over. */
function createRegistration({ registry, isAlive, log }: HandlersOptions) {
  const takeOver = async (client: Client, robotId: string, { socketId }: Address) => {
    log.warn('robot taken over from a dead connection', { robotId });
    return registry.register(client, robotId, socketId);
  };
  return ({ client }: Session, robotId: string): Soon<Registration> =>
    after(registry.register(client, robotId), (first) => {
      const { heldBy } = first;
      if (heldBy === undefined) return first;
      return isAlive(heldBy).then((alive) => (alive ? first : takeOver(client, robotId, heldBy)));
    });
}

/**
 * Say what happens on each event of a client.
 */
export function createHandlers(options: HandlersOptions): Record<keyof ClientEvents, EventHandler> {
  const { registry, iceServers, log } = options;
  const register = createRegistration(options);
  const logCall = createCallLog(log);

  const ifGranted = <A extends { readonly ok: true }>(
    action: 'serve' | 'join',
    { grant, client }: Session,
    robotId: string,
    decide: () => Soon<Outcome<A>>,
  ): Soon<Outcome> => {
    const refusal = checkGrant(grant, action, robotId);
    if (refusal) return refused(refusal);
    return after(decide(), (outcome) => {
      if (!outcome.answer.ok) return outcome;
      const { clientId, role } = client;
      const fields =
        action === 'serve'
          ? { robotId, clientId }
          : { requestId: callIdOf(robotId, clientId), robotId, clientId, role };
      const message = action === 'serve' ? 'robot online' : 'operator joined';
      log.info(message, fields);
      const answer = { ...outcome.answer, iceServers: iceServers(grant.holder, Date.now()) };
      return { ...outcome, answer };
    });
  };

  return {
    'robot:register': on(registerSchema, (session, { robotId }) =>
      ifGranted('serve', session, robotId, () => register(session, robotId)),
    ),
    'robot:join': on(joinSchema, (session, { robotId, ...request }) =>
      after(
        ifGranted('join', session, robotId, () => registry.join(session.client, robotId, request)),
        (outcome) => {
          const { offer } = request;
          const isOffered = 'offered' in outcome.answer && outcome.answer.offered;
          if (offer && isOffered) logCall(session, { robotId, ...offer });
          return outcome;
        },
      ),
    ),
    'robot:leave': on(leaveSchema, ({ client }, { robotId }) => registry.leave(client, robotId)),
    'signal:send': on(signalSendSchema, (session, message) =>
      after(registry.signal(session.client, message), (outcome) => {
        if (outcome.answer.ok) logCall(session, message);
        return outcome;
      }),
    ),
  };
}
