import type { RTCConnection } from '../connection/rtc-connection.js';
import type { OperatorTeleop } from '../teleop/operator/operator-teleop.js';
import { parts } from './parts.js';

/** Driving, if the second file is there. */
export const createOperatorTeleop = (connection: RTCConnection): OperatorTeleop =>
  parts().createOperatorTeleop(connection);
