import { afterEach, expect, it, vi } from 'vitest';
import { resolveOptions } from '../robot-options.js';
import { logMedia, MediaLog } from './media-log.js';

afterEach(() => {
  vi.restoreAllMocks();
});

it('tells a few times in a row that a source is lost and back, and again after it has held', () => {
  const lines: string[] = [];
  const write =
    (level: string) =>
    (line: string): void => {
      lines.push(`${level} ${line}`);
    };
  const log = { info: write('info'), warn: write('warn'), error: write('error') };
  let nowMs = 0;
  const mediaLog = new MediaLog(log, () => nowMs);
  const flap = (): void => {
    nowMs += 5_000;
    mediaLog.tell({ type: 'media-lost', source: 'front', message: 'It was unplugged.' });
    mediaLog.tell({ type: 'media-back', source: 'front', message: 'HD Webcam' });
  };
  for (let times = 0; times < 100; times++) flap();
  const pair = [
    'warn Lost front: It was unplugged. Trying until it is back.',
    'info front is back: HD Webcam.',
  ];
  expect(lines).toEqual([
    ...pair,
    ...pair,
    expect.stringMatching(/^warn Lost front.*again and again/),
  ]);
  lines.length = 0;
  mediaLog.tell({ type: 'media-lost', source: 'rear', message: 'It was unplugged.' });
  expect(lines).toEqual([expect.stringContaining('Lost rear')]);
  lines.length = 0;
  nowMs += 60_001;
  flap();
  expect(lines).toEqual(['warn front was lost 100 times in a row before.', ...pair]);
});

it.each([
  ['root', 0, [], true],
  ['root who means it', 0, ['--no-sandbox'], false],
  ['another user', 1_000, [], false],
])('tells of a missing sandbox as it should: %s', (_, userId, args, isWarned) => {
  vi.spyOn(process, 'getuid').mockReturnValue(userId);
  const warnings: string[] = [];
  const log = { info: vi.fn(), error: vi.fn(), warn: (line: string) => void warnings.push(line) };
  logMedia(resolveOptions({ microphone: 'none', chromium: { args }, log }));
  const aboutSandbox = warnings.filter((line) => line.includes('sandbox'));
  expect(aboutSandbox).toEqual(
    isWarned ? [expect.stringContaining('run the robot as another user')] : [],
  );
});
