import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A server in a process of its own, and how to ask what it costs. */
export async function startServer(name, env = {}) {
  const child = fork(fileURLToPath(new URL('server.mjs', import.meta.url)), [name], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: { ...process.env, ...env },
  });
  const [{ url }] = await once(child, 'message');
  const costs = async () => {
    child.send('costs');
    const [answer] = await once(child, 'message');
    return answer;
  };
  const end = async () => {
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  };
  return { url, costs, end };
}

export const median = (numbers) =>
  [...numbers].sort((a, b) => a - b)[Math.floor((numbers.length - 1) / 2)];

export const rounded = (value, digits = 2) => Number(value.toFixed(digits));

/** Medians of rows that have the same keys; what is null stays so. */
export const mediansOf = (rows) =>
  Object.fromEntries(
    Object.keys(rows[0]).map((key) => [
      key,
      rows[0][key] === null ? null : median(rows.map((row) => row[key])),
    ]),
  );
