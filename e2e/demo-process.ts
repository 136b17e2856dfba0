import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** What `npm start` runs once everything is built. */
export const DEMO_SCRIPT = fileURLToPath(new URL('../demo/server.mjs', import.meta.url));

/** The demo as a process of its own. */
export interface Demo {
  readonly child: ChildProcess;
  readonly url: string;
  readonly lines: string[];
}

/** Starts the demo on a free port and waits for its last line of progress. */
export async function startDemo(
  variables: Readonly<Record<string, string>> = { ROBOT_CAMERA: 'test', ROBOT_MICROPHONE: 'test' },
): Promise<Demo> {
  const env = { ...process.env, PORT: '0', ...variables };
  const child = spawn(process.execPath, [DEMO_SCRIPT], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  for await (const line of createInterface(child.stdout)) {
    lines.push(line);
    const url = /ready: (http\S+)/.exec(line)?.[1];
    if (url) return { child, url, lines };
  }
  throw new Error(`The demo ended: ${lines.join('\n')}`);
}
