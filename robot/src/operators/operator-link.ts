import type { HostMessage } from '../../wire/messages.js';
import { ExposedMethods } from '@rtcbot-web/sdk/protocol';
import type { Log } from '@rtcbot-web/sdk/protocol';
import type { RobotTeleop } from '@rtcbot-web/sdk/teleop';
import type { RobotHost } from '../host/robot-host.js';

/** What one operator, as the host knows it, needs of its robot. */
export interface OperatorLink {
  /** Carry JSON text of a {@link HostMessage} to the page. */
  readonly sendJson: (json: string, droppable: boolean) => void;
  readonly send: (message: HostMessage) => void;
  /** What operators may call; each caller is one of them. */
  readonly methods: ExposedMethods<never>;
  /** Whether nothing may begin that may move the robot. */
  readonly isStopped: () => boolean;
  /** How old the picture is that an operator sees; undefined if that is not known. */
  readonly pictureAgeMs: (operatorId: string) => number | undefined;
  /** A value that was put could not be sent. */
  readonly reportUnsent: (error: unknown) => void;
  /** A callback threw or rejected. */
  readonly reportCallbackError: (error: unknown) => void;
}

/** Make the link between operators and the page that the host runs. */
export function createOperatorLink(host: RobotHost, teleop: RobotTeleop, log: Log): OperatorLink {
  return {
    send: (message) => {
      host.send(message);
    },
    sendJson: (json, droppable) => {
      host.sendJson(json, droppable);
    },
    methods: new ExposedMethods(),
    isStopped: () => {
      const { stop } = teleop.control;
      return stop !== undefined && (!stop.confirmed || stop.latches.length > 0);
    },
    pictureAgeMs: (operatorId) => teleop.pictureAgeMs(operatorId),
    reportUnsent: (error) => {
      log.warn(`A message was not sent: ${String(error)}`);
    },
    reportCallbackError: (error) => {
      log.error(`A callback failed: ${String(error)}`);
    },
  };
}
