import { Relay, RtcError } from '@rtcbot-web/sdk';
import { type HostMessage, toOperatorRole } from '../../wire/messages.js';
import { askToken, tellHost } from '../host.js';
import type { Operators } from './operators.js';

let relay: Relay | undefined;

type ServeRequest = Extract<HostMessage, { type: 'serve' }>;

/** Register at a relay as a robot, and let in whoever it sends. The host hears how that goes. */
export function serve(operators: Operators, { url, robotId, withToken }: ServeRequest): void {
  void relay?.close();
  relay = new Relay(url, withToken ? { token: askToken } : {});
  const service = relay.serve(robotId, (connection) => {
    const { operatorId, role } = connection;
    operators.admit(operatorId, toOperatorRole(role), operators.prepare(operatorId, connection));
  });
  service.onReady((ready) => {
    if (ready) tellHost({ type: 'registered' });
  });
  service.onRelayError((error) => {
    tellHost({ type: 'relay-trouble', message: error.message });
  });
  service.onError((error) => {
    const code = error instanceof RtcError ? error.code : 'robot-host';
    tellHost({ type: 'refused', code, message: error.message });
  });
}

/** Leave the relay. */
export async function unregister(): Promise<void> {
  await relay?.close();
}
