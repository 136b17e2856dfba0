import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { RobotHostError } from '@rtcbot-web/sdk/subscriptions';

const { resolve } = createRequire(import.meta.url);

/**
 * Read the SDK's browser file, for a web server of your own to send to its pages.
 * @returns the text of `rtcbot.min.js`, which defines the global `rtcbot`
 * @throws RobotHostError `robot-host` if the file is not built
 * @see RTCBot's `getRTCBotJS` (rtcbot/javascript.py)
 */
export function getRTCBotJS(): string {
  try {
    return readFileSync(resolve('@rtcbot-web/sdk/rtcbot.min.js'), 'utf8');
  } catch (cause) {
    throw new RobotHostError('robot-host', 'rtcbot.min.js is missing: run "npm run build" first.', {
      cause,
    });
  }
}
