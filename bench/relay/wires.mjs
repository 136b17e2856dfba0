/**
 * How the clients of each server talk, as text that is made beforehand: the clients are to cost as little as they can.
 * A wire is made for a number of pairs, and told the number of a pair and its side, 'robot' or 'operator'.
 */
import { createHash } from 'node:crypto';
import { tokenFor } from './tokens.mjs';

/** An offer as a browser makes it for video, audio and a data channel: 2.4 kB of JSON. */
const SDP = `v=0\r\no=- 4611731400430051336 2 IN IP4 127.0.0.1\r\n${'a=rtpmap:96 VP8/90000\r\n'.repeat(98)}`;
const OFFER = { type: 'offer', sdp: SDP };

const SOCKET_IO = '/socket.io/?EIO=4&transport=websocket';

/** A key that a client makes for itself; the id of the client is its hash. */
const keyOf = (pair, side) =>
  createHash('sha256').update(`${side} ${pair}`).digest('base64url').slice(0, 22);

/** Socket.IO's frames: `hello` opens the namespace, pings are answered, `42…` is an event, `43…` an answer. */
const socketIo = ({ auth, enter, send, reply, isForward }) => ({
  path: () => SOCKET_IO,
  hello: (pair, side) => `40${JSON.stringify(auth(pair, side))}`,
  isWelcome: (text) => text.startsWith('40'),
  enter: (pair, side) => `421${JSON.stringify(enter(pair, side))}`,
  isEntered: (text) => text.startsWith('431[{"ok":true'),
  send: (pair, side) => `422${JSON.stringify(send(pair, side))}`,
  reply: (pair, to) => `423${JSON.stringify(reply(pair, to))}`,
  isForward,
  pong: (text) => (text === '2' ? '3' : undefined),
});

const robotOf = (pair) => `robot-${pair}`;

/** The relay's own, with a token for each client. */
const relayWire = async (pairs) => {
  const tokensOf = (side) =>
    Promise.all(Array.from({ length: pairs }, (_, pair) => tokenFor(side, robotOf(pair))));
  const tokens = { robot: await tokensOf('robot'), operator: await tokensOf('operator') };
  return socketIo({
    auth: (pair, side) => ({ key: keyOf(pair, side), token: tokens[side][pair] }),
    enter: (pair, side) => [
      side === 'robot' ? 'robot:register' : 'robot:join',
      { robotId: robotOf(pair) },
    ],
    send: (pair) => [
      'signal:send',
      { robotId: robotOf(pair), sessionId: 'session-of-the-bench', signal: OFFER },
    ],
    reply: (pair, to) => [
      'signal:send',
      { robotId: robotOf(pair), to, sessionId: 'session-of-the-bench', signal: OFFER },
    ],
    isForward: (text) => text.startsWith('42["signal:deliver"'),
  });
};

const bareWire = () =>
  socketIo({
    auth: () => ({}),
    enter: (pair, side) => ['join', `${side}-${pair}`],
    send: (pair) => [
      'signal',
      { to: robotOf(pair), sessionId: 'session-of-the-bench', signal: OFFER },
    ],
    isForward: (text) => text.startsWith('42["signal"'),
  });

/** Wires by server. */
export const wires = {
  'rtcbot-relay': relayWire,
  'socket.io': bareWire,
  'socket.io-defaults': bareWire,
  peer: () => ({
    path: (pair, side) => `/peerjs?key=peerjs&id=${side}-${pair}&token=t${pair}&version=1.5.5`,
    hello: () => undefined,
    isWelcome: (text) => text.startsWith('{"type":"OPEN"'),
    enter: () => undefined,
    isEntered: () => false,
    send: (pair) =>
      JSON.stringify({
        type: 'OFFER',
        dst: `robot-${pair}`,
        payload: { sdp: OFFER, type: 'media' },
      }),
    isForward: (text) => text.startsWith('{"type":"OFFER"'),
    pong: () => undefined,
  }),
};
