import { acceptTeleop, type RTCConnection } from '@rtcbot-web/sdk';
import { type DrivingNews, parseDrivingTexts } from '../../wire/driving.js';
import type { OperatorRole } from '../../wire/messages.js';
import { createOutbox } from '../host.js';

/** What may wait for a host that is busy: some seconds of one driver. What is older is stale. */
const MAX_WAITING_CHARACTERS = 64_000;

const outbox = createOutbox('driving', {
  maxWaitingCharacters: MAX_WAITING_CHARACTERS,
  // The host stops the robot when it hears too little.
  onOverflow: () => undefined,
});

const ports = new Map<string, ReturnType<typeof acceptTeleop>>();

/** Carry what an operator says of driving to the host, and back. For a connection that does not negotiate yet. */
export function carryDriving(id: string, connection: RTCConnection): void {
  const port = acceptTeleop(connection, (text) => {
    if (ports.get(id) === port) tell(['text', id, String(text)]);
  });
  ports.set(id, port);
  connection.onClose(() => {
    if (ports.get(id) === port) ports.delete(id);
  });
}

/** What the relay vouches for about an operator. */
export interface Access {
  readonly role: OperatorRole;
  /** Missing: its token never expires. */
  readonly expiresInMs?: number | undefined;
}

/** An operator is in, or (`renew`) has another role or another time. */
export function vouchForDriving(how: 'join' | 'renew', id: string, access: Access): void {
  const { role, expiresInMs } = access;
  tell(expiresInMs === undefined ? [how, id, role] : [how, id, role, expiresInMs]);
}

/** An operator is sent pictures of a camera from now on, or no more than words in their place. */
export function tellSignal(id: string, signal: 'live' | 'lost'): void {
  tell(['signal', id, signal]);
}

/** An operator is gone. */
export function endDriving(id: string): void {
  tell(['leave', id]);
}

/** Take a batch of texts of the host. */
export function onDriving(batch: string): void {
  for (const [id, text, reliable] of parseDrivingTexts(batch)) ports.get(id)?.(text, reliable);
}

function tell(news: DrivingNews): void {
  outbox.push(JSON.stringify(news), news[0] === 'text', news[1]);
}
