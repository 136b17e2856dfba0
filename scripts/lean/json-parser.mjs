/**
 * Socket.IO's packets as JSON text in the main namespace, in the place of socket.io-parser.
 * @see https://socket.io/docs/v4/socket-io-protocol/#packet-encoding
 */
import { Emitter } from '@socket.io/component-emitter';

export const protocol = 5;

export const PacketType = {
  CONNECT: 0,
  DISCONNECT: 1,
  EVENT: 2,
  ACK: 3,
  CONNECT_ERROR: 4,
  BINARY_EVENT: 5,
  BINARY_ACK: 6,
};

/** Events that only the client itself may emit. */
const reserved = /^(connect|disconnect|connect_error|disconnecting|newListener|removeListener)$/;

const isObject = (value) => Object.prototype.toString.call(value) === '[object Object]';

const isValid = {
  [PacketType.CONNECT]: isObject,
  [PacketType.DISCONNECT]: (data) => data === undefined,
  [PacketType.EVENT]: (data) =>
    Array.isArray(data) &&
    (typeof data[0] === 'number' || (typeof data[0] === 'string' && !reserved.test(data[0]))),
  [PacketType.ACK]: Array.isArray,
  [PacketType.CONNECT_ERROR]: (data) => typeof data === 'string' || isObject(data),
};

export class Encoder {
  encode({ type, id, data }) {
    return [`${type}${id ?? ''}${data === undefined ? '' : JSON.stringify(data)}`];
  }
}

export class Decoder extends Emitter {
  /** @throws Error for what is no packet; the client then closes the connection and opens it anew */
  add(text) {
    const [, type, id, json] = /^([0-4])(\d*)([^]*)$/.exec(text) ?? [];
    const data = json ? JSON.parse(json) : undefined;
    if (!isValid[type]?.(data)) throw new Error('not a packet');
    this.emitReserved('decoded', { type: +type, nsp: '/', id: id ? +id : undefined, data });
  }

  destroy() {}
}
