import { expect, it } from 'vitest';
import { type CliOptions, createProgram, readOptions } from './cli-options.js';

const needed = ['--relay', 'http://localhost:8080', '--robot', 'rover-1'];

function read(...args: string[]): CliOptions {
  const program = createProgram('1.2.3')
    .exitOverride()
    .configureOutput({ writeErr: () => undefined, writeOut: () => undefined });
  return readOptions(program.parse(args, { from: 'user' }));
}

it('leaves to the robot what is not given', () => {
  expect(read(...needed)).toEqual({
    relay: 'http://localhost:8080',
    robot: 'rover-1',
    display: true,
    headless: true,
  });
});

it('reads sources and switches', () => {
  const options = read(
    ...needed,
    ...['--camera', 'HD Webcam', '--microphone', 'none', '--no-display', '--no-headless'],
    ...['--stdio', '--token-file', '/t', '--chromium', '/c'],
  );
  expect(options).toMatchObject({
    camera: { device: 'HD Webcam' },
    microphone: 'none',
    display: false,
    headless: false,
    stdio: true,
    tokenFile: '/t',
    chromium: '/c',
  });
});

it('refuses what it does not know, and what is missing', () => {
  expect(() => read(...needed, '--fast')).toThrow('--fast');
  expect(() => read('--relay', 'http://localhost:8080')).toThrow('--robot');
  expect(() => read(...needed, '--camera', '')).toThrow('--camera');
});
