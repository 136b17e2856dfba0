import { RtcError } from '@rtcbot-web/sdk/subscriptions';
import type { SourceSettings } from '../../wire/media.js';

/** Least and most of each number that can be set. */
const RANGES = {
  width: [16, 7680],
  height: [16, 4320],
  frameRate: [1, 240],
  maxBitrateBps: [0, 1_000_000_000],
} as const;

/**
 * Check the settings of a camera or the microphone.
 * @returns those that were given
 * @throws RtcError `bad-argument` that names the wrong one
 */
export function checkSourceSettings(name: string, settings: SourceSettings): SourceSettings {
  const given = Object.entries(settings).filter(([, value]) => value !== undefined);
  for (const [key, value] of given as [string, unknown][]) {
    if (key === 'enabled' && typeof value === 'boolean') continue;
    const range = Object.hasOwn(RANGES, key) ? RANGES[key as keyof typeof RANGES] : undefined;
    if (range && typeof value === 'number' && value >= range[0] && value <= range[1]) continue;
    const wanted = range ? `a number from ${String(range[0])} to ${String(range[1])}` : undefined;
    throw new RtcError(
      'bad-argument',
      key === 'enabled' || wanted !== undefined
        ? `"${key}" of ${name} must be ${wanted ?? 'true or false'}, not ${JSON.stringify(value)}.`
        : `${name} has no setting "${key}"; there are enabled, ${Object.keys(RANGES).join(', ')}.`,
    );
  }
  return Object.fromEntries(given);
}
