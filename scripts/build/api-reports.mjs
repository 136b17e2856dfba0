/**
 * Checks that `etc/<package>.api.md` is the public API that the built types of each package declare; with `--write`,
 * makes it so. A change of the API is seen in the change of these files. `--folder` names another place for them;
 * names (`sdk`, `relay`, …) choose among them.
 */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { Extractor, ExtractorConfig } from '@microsoft/api-extractor';
import { cacheFolder, root } from '../project.mjs';

/** Each public entry, and where its types are. */
const entries = [
  ['sdk', 'sdk', 'dist/types/index.d.ts'],
  ['sdk-subscriptions', 'sdk', 'dist/types/subscriptions/index.d.ts'],
  ['sdk-teleop', 'sdk', 'dist/types/teleop/index.d.ts'],
  ['sdk-protocol', 'sdk', 'dist/types/protocol.d.ts'],
  ['components', 'components', 'dist/types/index.d.ts'],
  ['relay', 'relay', 'dist/index.d.ts'],
  ['robot', 'robot', 'dist/src/index.d.ts'],
];
const write = process.argv.includes('--write');
const folderAt = process.argv.indexOf('--folder');
const folder = folderAt < 0 ? path.join(root, 'etc') : path.resolve(process.argv[folderAt + 1]);
const quiet = { default: { logLevel: 'none' } };
/** What types come from that need not be exported: schemas, and the casts through which elements get native members. */
const sources = /symbol "(\w+Schema|MirroringElement(_\d)?)"/;

function configOf(name, room, types) {
  const projectFolder = path.join(root, room);
  return ExtractorConfig.prepare({
    configObject: {
      projectFolder,
      mainEntryPointFilePath: path.join(projectFolder, types),
      compiler: { tsconfigFilePath: path.join(projectFolder, 'tsconfig.json') },
      newlineKind: 'lf',
      apiReport: {
        enabled: true,
        reportFileName: name,
        reportFolder: folder,
        reportTempFolder: path.join(cacheFolder, 'api'),
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      messages: {
        compilerMessageReporting: quiet,
        extractorMessageReporting: {
          ...quiet,
          'ae-forgotten-export': { logLevel: 'error' },
          'ae-internal-missing-underscore': { logLevel: 'error' },
        },
        tsdocMessageReporting: quiet,
      },
    },
    configObjectFullPath: undefined,
    packageJsonFullPath: path.join(projectFolder, 'package.json'),
  });
}

mkdirSync(folder, { recursive: true });
const named = entries.filter(([name]) => process.argv.includes(name));
const changed = (named.length > 0 ? named : entries).filter((entry) => {
  const result = Extractor.invoke(configOf(...entry), { localBuild: write, messageCallback });
  if (result.errorCount > 0) process.exitCode = 1;
  return result.apiReportChanged;
});

/** The extractor speaks of itself and of its TypeScript; only what it cannot do is worth reading. */
function messageCallback(message) {
  if (sources.test(message.text)) message.logLevel = 'none';
  if (message.logLevel === 'error') console.error(message.text);
  message.handled = true;
}

if (changed.length > 0 && !write) {
  const names = changed.map(([name]) => `etc/${name}.api.md`).join(', ');
  console.error(`The public API is not what is written in ${names}.`);
  console.error('If that is meant: node scripts/build/api-reports.mjs --write, and commit.');
  process.exitCode = 1;
}
