import { carryCalls, type CarriedCalls, type RTCConnection } from '@rtcbot-web/sdk';
import type { CallText } from '../../wire/messages.js';
import { tellHost } from '../host.js';

const carried = new Map<string, CarriedCalls>();

/** Carry calls between an operator and the host, both ways. For a connection that does not negotiate yet. */
export function carryOperatorCalls(id: string, connection: RTCConnection): void {
  const calls = carryCalls(connection, (kind, text) => {
    if (carried.get(id) !== calls) return;
    tellHost({ type: 'call', id, kind, ...(text === undefined ? {} : { text }) });
  });
  carried.set(id, calls);
  connection.onClose(() => {
    if (carried.get(id) === calls) carried.delete(id);
  });
}

/** The host answers a call, or has one of its own. An operator that has just gone misses it. */
export function onHostCall({ id, kind, text }: CallText): void {
  const calls = carried.get(id);
  if (kind === 'answered') calls?.ask(text);
  else if (text !== undefined) calls?.answer(text);
}
