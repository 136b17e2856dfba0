import { expect, it } from 'vitest';
import { limitLines } from './line-limit.js';

function createLog() {
  const lines: string[] = [];
  const write = (message: string) => void lines.push(message);
  return { lines, info: write, warn: write, error: write };
}

it('writes few lines of a kind, counts the rest, and lets other kinds through', () => {
  const log = createLog();
  let nowMs = 0;
  const limited = limitLines(log, () => nowMs);
  for (let number = 0; number < 5_000; number++) {
    limited.warn(
      `operator abcdefghijkl-${String(number).padStart(3, '0')} sends ${String(number)} of it`,
    );
  }
  limited.error('Something else.');
  expect(log.lines).toHaveLength(21);
  nowMs = 10_000;
  limited.warn('operator abcdefghijkl-000 sends 1 of it');
  expect(log.lines.at(-1)).toContain('(4980 lines like it were left out)');
});

it('lets no text that somebody else has chosen look like another line, or fill the disk', () => {
  const log = createLog();
  limitLines(log).warn(
    `bad sdp: \r\n\u001b[2Jrobot: all is well\u2028 \u202e${'x'.repeat(100_000)}`,
  );
  expect(log.lines[0]).toMatch(/^bad sdp: {4}\[2Jrobot: all is well {3}x+… \(cut off\)$/);
  expect(log.lines[0]!.length).toBeLessThan(2_100);
});
