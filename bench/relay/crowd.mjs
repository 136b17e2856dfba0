/** Many clients in one process, in pairs of a robot and an operator, each on a WebSocket of its own. */
import { once } from 'node:events';
import { WebSocket } from 'ws';

const AT_ONCE = 50;
const PATIENCE_MS = 60_000;

const quantile = (sorted, part) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;

/** Does `work` for each item, some at a time. */
async function forAll(items, work) {
  const rest = [...items];
  const worker = async () => {
    for (let item = rest.pop(); item !== undefined; item = rest.pop()) await work(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

/** A robot or an operator. */
class Client {
  #wire;
  #url;
  #socket;
  #waiting;
  #fail;
  #until;
  /** Called for each signal that was passed on to it. */
  onForward = () => undefined;
  /** What `until` has waited for. */
  lastText = '';

  constructor(wire, url, pair, side) {
    this.#wire = wire;
    this.pair = pair;
    this.side = side;
    this.message = Buffer.from(wire.send(pair, side));
    this.#url = typeof url === 'string' ? url : url(pair, side);
  }

  async connect() {
    this.#socket = new WebSocket(new URL(this.#wire.path(this.pair, this.side), this.#url), {
      perMessageDeflate: false,
    });
    this.#socket.on('message', (data) => this.#take(data));
    this.#socket.on('close', (code) => this.#fail?.(new Error(`A connection was closed: ${code}`)));
    const welcomed = this.#wait(this.#wire.isWelcome);
    await once(this.#socket, 'open');
    const hello = this.#wire.hello(this.pair, this.side);
    if (hello !== undefined) this.#socket.send(hello);
    await welcomed;
  }

  async enter() {
    const text = this.#wire.enter(this.pair, this.side);
    if (text === undefined) return;
    const entered = this.#wait(this.#wire.isEntered);
    this.#socket.send(text);
    await entered;
  }

  send() {
    this.#socket.send(this.message, { binary: false });
  }

  /** Sends the answer of a robot to an operator. */
  sendTo(operatorId) {
    this.#socket.send(this.#wire.reply(this.pair, operatorId));
  }

  /** Waits for a text of the server. */
  until(isIt) {
    return new Promise((resolve) => {
      this.#until = (text) => {
        if (!isIt(text)) return;
        this.#until = undefined;
        this.lastText = text;
        resolve();
      };
    });
  }

  async close() {
    if (this.#socket === undefined || this.#socket.readyState === WebSocket.CLOSED) return;
    const closed = once(this.#socket, 'close');
    this.#socket.terminate();
    await closed;
  }

  #wait(isIt) {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('The server does not answer.')), PATIENCE_MS);
      this.#fail = reject;
      this.#waiting = (text) => {
        if (!isIt(text)) return;
        clearTimeout(timer);
        this.#waiting = undefined;
        this.#fail = undefined;
        resolve();
      };
    });
  }

  #take(data) {
    const text = data.latin1Slice(0, Math.min(40, data.length));
    if (this.#wire.isForward(text)) this.onForward();
    else if (this.#waiting) this.#waiting(text);
    this.#until?.(data.toString());
    const pong = this.#wire.pong(text);
    if (pong !== undefined) this.#socket.send(pong);
  }
}

/** All clients of a bench. */
export class Crowd {
  /**
   * @param {string | ((pair: number, side: string) => string)} url - the same for all, or that of each
   * @param {number} connections - two for each pair
   */
  constructor(wire, url, connections) {
    const pairs = Array.from({ length: connections / 2 }, (_, pair) => pair);
    this.robots = pairs.map((pair) => new Client(wire, url, pair, 'robot'));
    this.operators = pairs.map((pair) => new Client(wire, url, pair, 'operator'));
  }

  /** Resolves to connections per second. */
  async connect() {
    const all = [...this.robots, ...this.operators];
    const startedMs = performance.now();
    await forAll(all, (client) => client.connect());
    return (all.length / (performance.now() - startedMs)) * 1000;
  }

  /** Resolves to pairs per second. */
  async pair() {
    const startedMs = performance.now();
    await forAll(this.robots, (robot) => robot.enter());
    await forAll(this.operators, (operator) => operator.enter());
    return (this.robots.length / (performance.now() - startedMs)) * 1000;
  }

  /** Operators send as fast as the server passes on, `inFlight` signals at a time; resolves to signals per second, and how many there were in all. */
  async saturate(forMs, inFlight) {
    let count = 0;
    let next = 0;
    let isOver = false;
    const sendNext = () => this.operators[next++ % this.operators.length].send();
    for (const robot of this.robots) {
      robot.onForward = () => {
        count += 1;
        if (!isOver) sendNext();
      };
    }
    for (let sent = 0; sent < inFlight; sent += 1) sendNext();
    await new Promise((resolve) => setTimeout(resolve, forMs / 4));
    const warmUp = count;
    const startedMs = performance.now();
    await new Promise((resolve) => setTimeout(resolve, forMs));
    const perSec = ((count - warmUp) / (performance.now() - startedMs)) * 1000;
    isOver = true;
    await this.#silence(() => count);
    return { perSec, total: count };
  }

  /** `perSec` signals a second for a time; resolves to how long they took, in ms. */
  async trickle(forMs, perSec) {
    const sentAtMs = new Map();
    const tookMs = [];
    for (const robot of this.robots) {
      robot.onForward = () => {
        const atMs = sentAtMs.get(robot.pair)?.shift();
        if (atMs !== undefined) tookMs.push(performance.now() - atMs);
      };
    }
    const startedMs = performance.now();
    let sent = 0;
    while (performance.now() - startedMs < forMs) {
      const due = ((performance.now() - startedMs) / 1000) * perSec;
      for (; sent < due; sent += 1) {
        const operator = this.operators[sent % this.operators.length];
        const queue = sentAtMs.get(operator.pair) ?? [];
        sentAtMs.set(operator.pair, queue);
        queue.push(performance.now());
        operator.send();
      }
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    await this.#silence(() => tookMs.length);
    const sorted = tookMs.sort((a, b) => a - b);
    return {
      p50Ms: quantile(sorted, 0.5),
      p99Ms: quantile(sorted, 0.99),
      lost: sent - sorted.length,
    };
  }

  /** Resolves when all have gone. */
  async close() {
    await Promise.all([...this.robots, ...this.operators].map((client) => client.close()));
  }

  async #silence(count) {
    for (let before = -1; before !== count();) {
      before = count();
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}
