import { RTCConnection } from '../connection/rtc-connection.js';
import type { Role } from '../protocol.js';

/** The robot's connection to one operator. It lives until the operator hangs up or stays away. */
export class RobotSideConnection extends RTCConnection {
  /** The operator's id, the same over its reconnects. */
  readonly operatorId: string;
  /** What the relay vouches for: a `viewer` may never drive. */
  readonly role: Role;

  /** Made by `relay.serve()`. @internal */
  constructor(operatorId: string, role: Role) {
    super();
    this.operatorId = operatorId;
    this.role = role;
  }
}
