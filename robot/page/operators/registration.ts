import { Relay, RtcError, type Token, type VouchedAccess } from '@rtcbot-web/sdk';
import { type HostMessage, toOperatorRole } from '../../wire/messages.js';
import { askProof, askToken, tellHost } from '../host.js';
import type { PageSettings } from '../../wire/media.js';
import { connectionOptions } from './operator-limits.js';
import type { Operators } from './operators.js';

let relay: Relay | undefined;
let newest: ServeRequest | undefined;

type ServeRequest = Extract<HostMessage, { type: 'serve' }>;

/** Register at a relay as a robot, and let in whoever it sends. The host hears how that goes. */
export async function serve(
  operators: Operators,
  settings: PageSettings,
  request: ServeRequest,
): Promise<void> {
  const { url, robotId, withKey } = request;
  newest = request;
  void relay?.close();
  const token = await tokenOf(request);
  if (newest !== request) return;
  relay = new Relay(url, { token });
  const service = relay.serve(
    robotId,
    (connection) => {
      const accessOf = ({ role, expiresInMs }: VouchedAccess) => ({
        role: toOperatorRole(role),
        expiresInMs,
      });
      const { operatorId: id } = connection;
      const { role } = accessOf(connection);
      const operator = operators.prepare({ id, role }, connection);
      operators.admit(id, accessOf(connection), operator);
      connection.onAccess((access) => {
        operators.renew(id, accessOf(access));
        // What it may send, show and say is another now: its page calls anew by itself, and gets a connection for that.
        if ((accessOf(access).role === 'viewer') !== (role === 'viewer')) void connection.close();
      });
    },
    {
      connectionOptions: (id, role) => connectionOptions(id, toOperatorRole(role), settings),
      ...(withKey ? { sign: askProof } : {}),
    },
  );
  service.onReady((ready) => {
    if (ready) tellHost({ type: 'registered' });
  });
  let warning = '';
  service.onRelayError(({ message }) => {
    // Registered all the same: the token that is due cannot be fetched, say. That is told once.
    if (!service.ready) tellHost({ type: 'relay-trouble', message });
    else if (message !== warning) tellHost({ type: 'warning', message });
    warning = message;
  });
  service.onError((error) => {
    const code = error instanceof RtcError ? error.code : 'robot-host';
    tellHost({ type: 'refused', code, message: error.message });
  });
}

/** A text that the relay refuses is refused for good; of what fetches one, the next may be taken. */
async function tokenOf({ token }: ServeRequest): Promise<Token | undefined> {
  if (token === 'none') return undefined;
  return token === 'fixed' ? askToken() : askToken;
}

/** Leave the relay. */
export async function unregister(): Promise<void> {
  newest = undefined;
  await relay?.close();
}
