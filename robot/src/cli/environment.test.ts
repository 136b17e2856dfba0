import { describe, expect, it } from 'vitest';
import { Command } from 'commander';
import { createProgram } from './cli-program.js';
import { tidyVariables } from './environment.js';

const act = (): Promise<void> => Promise.resolve();
const program = createProgram('0.0.0', { run: act, install: act, key: act });

describe('tidyVariables', () => {
  it('makes a variable that holds nothing count as unset, for every option that has one', () => {
    const names = program.options.flatMap(({ envVar }) => envVar ?? []);
    const plain = names.filter((name) => name !== 'RTCBOT_TOKEN');
    expect(plain.length).toBeGreaterThan(10);
    const env = Object.fromEntries(plain.map((name) => [name, ' \n']));
    tidyVariables(program, env);
    expect(env).toEqual({});
  });

  it('takes away spaces, line ends and a byte order mark, and leaves what is not its own', () => {
    const env = { RTCBOT_RELAY: '\uFEFFhttp://relay\r\n', RTCBOT_TOKEN: ' abc ', OTHER: ' ' };
    tidyVariables(program, env);
    expect(env).toEqual({ RTCBOT_RELAY: 'http://relay', RTCBOT_TOKEN: 'abc', OTHER: ' ' });
  });

  it('refuses an empty token, and names it', () => {
    const tidy = (): void => {
      tidyVariables(program, { RTCBOT_TOKEN: '' });
    };
    expect(tidy).toThrow(/^RTCBOT_TOKEN is empty/);
    tidyVariables(new Command(), { RTCBOT_TOKEN: '' });
  });
});
