import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const FILE = fileURLToPath(new URL('../../.cache/faults.json', import.meta.url));

/** How often each fault is tried: a few times in `npm test`, often in `npm run soak`. */
export const TRIALS = Number(process.env['RTCBOT_FAULT_TRIALS'] || 1);

/** The goals, in ms. A stop or a notice that takes twice as long fails. */
export const GOALS = { stop: 500, notice: 1_000 } as const;

/** Times of one fault over its trials, in ms; none where there is nobody to notice, or nothing to stop. */
export interface FaultTimes {
  readonly stopMs: number[];
  readonly noticeMs: number[];
  /** Nothing had to be stopped: the robot has to drive on. */
  readonly drivesOn: boolean;
}

/** Keep the times for the table in docs/safety.md. */
export function keepTimes(fault: string, times: FaultTimes): void {
  const all = { ...readTimes(), [fault]: times };
  mkdirSync(new URL('../../.cache/', import.meta.url), { recursive: true });
  writeFileSync(FILE, JSON.stringify(all));
}

/** Tell how far a long run is. */
export function tellProgress(fault: string, trial: number, { stopMs, noticeMs }: FaultTimes): void {
  if (TRIALS < 2) return;
  const now = (timesMs: readonly number[]) => timesMs.at(-1)?.toFixed() ?? '-';
  const line = `${fault}: ${String(trial)}/${String(TRIALS)}, stop ${now(stopMs)} ms, notice ${now(noticeMs)} ms\n`;
  process.stderr.write(line);
}

function readTimes(): Record<string, FaultTimes> {
  try {
    return JSON.parse(readFileSync(FILE, 'utf8')) as Record<string, FaultTimes>;
  } catch {
    return {};
  }
}
