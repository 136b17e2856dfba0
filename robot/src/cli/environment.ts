import type { Command } from 'commander';
import { RtcError } from '@rtcbot-web/sdk/subscriptions';

/** Variables that hold secrets: an empty one is a mistake, not a wish for the default. */
const SECRETS = ['RTCBOT_TOKEN'];

/**
 * Make variables that hold nothing count as unset, and take away spaces and line ends around the others.
 * @param program - its options, and those of its commands, say which variables there are
 * @param env - the environment; it is changed
 * @throws RtcError `bad-argument` if a secret is empty
 */
export function tidyVariables(program: Command, env: Record<string, string | undefined>): void {
  const options = [program, ...program.commands].flatMap((command) => command.options);
  for (const variable of new Set(options.map(({ envVar }) => envVar))) {
    const text = variable === undefined ? undefined : env[variable];
    if (variable === undefined || text === undefined) continue;
    const value = text.trim();
    if (value !== '') env[variable] = value;
    else if (SECRETS.includes(variable)) {
      throw new RtcError(
        'bad-argument',
        `${variable} is empty, and no token: unset it, or set it to what "rtcbot-relay token" prints.`,
      );
    } else Reflect.deleteProperty(env, variable);
  }
}
