/** `npm test`: sets up, then runs every check, or only those named. */
import { checkNode } from './node-version.mjs';

checkNode('20.19'); // ESLint and Vite need it
import('./run-checks.mjs').then((module) => module.runChecks(process.argv.slice(2)));
