import { createRequire } from 'node:module';
import * as v from 'valibot';

const manifest: unknown = createRequire(import.meta.url)('../package.json');

/** Version of the relay. */
export const { version } = v.parse(v.object({ version: v.string() }), manifest);
