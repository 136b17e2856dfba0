/** A relay that has been turned against its users. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';

export interface Description {
  readonly type: string;
  readonly sdp: string;
  readonly proof?: { readonly key: string; readonly signature: string } | undefined;
}

/** What the man in the middle makes of the descriptions that pass. */
export interface Attack {
  readonly onOffer?: (offer: Description) => Description;
  readonly onAnswer?: (answer: Description) => Description;
}

/** A relay in the middle: what an operator hears of the robot comes through it. */
export interface MiddleMan {
  readonly url: string;
  /** What it does from now on. */
  attack: Attack;
  /** Answers that the robot has given through it. */
  readonly answers: Description[];
}

interface Signalling {
  signal?: Description;
  offer?: Signalling;
}

/** A Socket.IO text frame with the description in it exchanged. */
function transformed(frame: string, man: MiddleMan): string {
  const [, head, json] = /^(42\d*)(\[.*)$/s.exec(frame) ?? [];
  if (!head || !json) return frame;
  const [name, payload, ...more] = JSON.parse(json) as [string, Signalling];
  const { onOffer, onAnswer } = man.attack;
  // The first offer comes with the join.
  const carrier = payload.offer ?? payload;
  const { signal } = carrier;
  if (!signal) return frame;
  if (signal.type === 'answer') man.answers.push(signal);
  const change = { offer: onOffer, answer: onAnswer }[signal.type];
  if (!change) return frame;
  carrier.signal = change(signal);
  return head + JSON.stringify([name, payload, ...more]);
}

/** Put one between an operator and this relay. */
export async function startMiddleMan(relayUrl: string): Promise<MiddleMan & { close: () => void }> {
  const server = createServer();
  const sockets = new WebSocketServer({ server });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  const close = (): void => {
    for (const client of sockets.clients) client.terminate();
    sockets.close();
    server.close();
  };
  const man: MiddleMan & { close: () => void } = { url, attack: {}, answers: [], close };
  sockets.on('connection', (operator, request) => {
    const relay = new WebSocket(relayUrl.replace('http', 'ws') + (request.url ?? ''));
    const early: string[] = [];
    operator.on('message', (data: Buffer) => {
      const text = transformed(data.toString(), man);
      if (relay.readyState === WebSocket.OPEN) relay.send(text);
      else early.push(text);
    });
    relay.on('open', () => {
      for (const text of early) relay.send(text);
    });
    relay.on('message', (data: Buffer) => operator.send(transformed(data.toString(), man)));
    for (const [from, to] of [
      [operator, relay],
      [relay, operator],
    ] as const) {
      from.on('close', () => to.close());
      from.on('error', () => to.terminate());
    }
  });
  return man;
}
