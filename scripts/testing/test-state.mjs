/**
 * Keeps what robots of tests write down, such as their keys, out of the developer's home: set for this process and all that it
 * starts.
 */
import { fileURLToPath } from 'node:url';

/** Where they write instead; a folder that git ignores. */
export const TEST_STATE = fileURLToPath(new URL('../../.cache/test-state', import.meta.url));

process.env.XDG_STATE_HOME = TEST_STATE;
