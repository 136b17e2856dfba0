import { access, readFile } from 'node:fs/promises';
import { basename, dirname, extname, resolve, sep } from 'node:path';
import { MediaAccessError } from '@rtcbot-web/sdk/subscriptions';

/** What a script may import, fetch or show, by its file's extension. */
const TYPES: Readonly<Partial<Record<string, string>>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.svg': 'image/svg+xml',
};

const FOLDER = 'scripts/';

/** A file for the page. */
export interface ScriptFile {
  readonly type: string;
  readonly body: Buffer;
}

/** Address of a script that draws a camera, seen from the camera page. */
export function scriptUrl(script: string): string {
  const folder = Buffer.from(dirname(resolve(script))).toString('base64url');
  return `${FOLDER}${folder}/${encodeURIComponent(basename(script))}`;
}

/**
 * Check that the scripts are there.
 * @throws MediaAccessError `camera-missing` that names the one that is not
 */
export async function checkScripts(scripts: readonly string[]): Promise<void> {
  for (const script of scripts) {
    const absolute = resolve(script);
    const isScript = /^\.m?js$/.test(extname(absolute));
    const why = isScript ? 'cannot be read' : 'is not a .js or .mjs file';
    const fail = (cause?: unknown): never => {
      throw new MediaAccessError('camera-missing', `Camera script ${absolute} ${why}.`, { cause });
    };
    if (!isScript) fail();
    await access(absolute).catch(fail);
  }
}

/**
 * Read a file for the camera page: a script, or what lies beside or below it.
 * @param path - seen from the page
 * @returns undefined for anything else
 */
export async function readScriptFile(
  path: string,
  scripts: readonly string[],
): Promise<ScriptFile | undefined> {
  const [, folder = '', rest = ''] = /^scripts\/([\w-]+)\/(.+)$/.exec(path) ?? [];
  const root = Buffer.from(folder, 'base64url').toString();
  const type = TYPES[extname(rest)];
  if (!type || !scripts.some((script) => dirname(resolve(script)) === root)) return undefined;
  const name = decoded(rest);
  const file = name && resolve(root, name);
  if (!file?.startsWith(root.endsWith(sep) ? root : root + sep)) return undefined;
  const body = await readFile(file).catch(() => undefined);
  return body && { type, body };
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
