import cluster from 'node:cluster';
import { once } from 'node:events';
import type { Log } from '@rtcbot-web/sdk/protocol';

/** A worker that ends sooner than this after its start is not started again at once. */
const RESTART_DELAY_MS = 1000;

/** What it takes to run workers. */
export interface WorkersOptions {
  readonly count: number;
  readonly log: Log;
  /** Called when the first worker listens. */
  readonly onListening: (address: { readonly address: string; readonly port: number }) => void;
}

/** Whether this process is one of several workers. */
export const { isWorker } = cluster;

/**
 * Run this program several times on one port, one process per core; a worker that dies is replaced.
 * @param options - how many
 * @returns what ends them all, each in its own time
 */
export function runWorkers({ count, log, onListening }: WorkersOptions): () => Promise<void> {
  let isEnding = false;
  cluster.once('listening', (_, { address, port }) => {
    onListening({ address, port });
  });
  cluster.on('exit', (worker, code, signal) => {
    if (isEnding) return;
    const fields = { pid: worker.process.pid, code, signal };
    log.error('a worker ended and is replaced', fields);
    setTimeout(() => {
      if (!isEnding) cluster.fork();
    }, RESTART_DELAY_MS);
  });
  for (let index = 0; index < count; index += 1) cluster.fork();
  return async () => {
    isEnding = true;
    const workers = Object.values(cluster.workers ?? {}).flatMap((worker) => worker ?? []);
    await Promise.all(
      workers.map((worker) => {
        const exited = once(worker, 'exit');
        worker.process.kill('SIGTERM');
        return exited;
      }),
    );
  };
}
