/**
 * Checks that `components/custom-elements.json` is what the analyzer makes of the components' sources;
 * with `--write`, makes it so.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { cli } from '@custom-elements-manifest/analyzer/cli.js';
import { root } from '../project.mjs';

const components = path.join(root, 'components');
const manifestFile = path.join(components, 'custom-elements.json');

process.chdir(components); // the analyzer looks at the package.json of the folder that it runs in
const manifest = await cli({ argv: ['analyze', '--quiet'], cwd: components, noWrite: true });
const wanted = `${JSON.stringify(manifest, null, 2)}\n`;
const written = existsSync(manifestFile) ? readFileSync(manifestFile, 'utf8') : undefined;

if (process.argv.includes('--write')) {
  writeFileSync(manifestFile, wanted);
} else if (written !== wanted) {
  const fault = written === undefined ? 'is missing' : 'is not what the sources say';
  console.error(
    `components/custom-elements.json ${fault}. Run: node scripts/build/manifest.mjs --write`,
  );
  process.exitCode = 1;
}
