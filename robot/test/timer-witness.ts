import { Worker } from 'node:worker_threads';

const PERIOD_MS = 10;

/** Says how late timers are on this machine, whatever this process is doing: measured in a thread of its own. */
export class TimerWitness {
  readonly #worker = new Worker(
    `const { parentPort } = require('node:worker_threads');
    const late = [];
    let dueMs = performance.now() + ${String(PERIOD_MS)};
    setInterval(() => {
      const nowMs = performance.now();
      late.push(Math.max(0, Math.round(nowMs - dueMs)));
      dueMs = nowMs + ${String(PERIOD_MS)};
    }, ${String(PERIOD_MS)});
    parentPort.on('message', () => parentPort.postMessage(late));`,
    { eval: true },
  );

  /** How late each tick was since the beginning, in ms. */
  async lateMs(): Promise<readonly number[]> {
    const answer = new Promise<number[]>((resolve) => this.#worker.once('message', resolve));
    this.#worker.postMessage('report');
    return answer;
  }

  [Symbol.dispose](): void {
    void this.#worker.terminate();
  }
}
