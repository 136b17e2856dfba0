/** Sets up, builds, then runs the demo server until one of us is told to end. */
import { build } from './build/build.mjs';
import { printFailure } from './terminal/failure.mjs';
import { endTogether, run, start } from './terminal/run-command.mjs';
import { setUp } from './set-up.mjs';

/**
 * Runs the demo server. Should this process be killed outright, the server notices the end of the IPC
 * channel (its event `disconnect`) and ends as well.
 * @returns {Promise<number>} its exit code
 */
function runDemo() {
  return new Promise((resolve, reject) => {
    const stdio = ['ignore', 'inherit', 'inherit', 'ipc'];
    const server = start(process.execPath, ['demo/server.mjs'], { stdio });
    server.once('error', reject);
    server.once('exit', (code, signal) => {
      if (code === null) console.error(`The demo server was ended by ${signal}.`);
      resolve(code ?? 1);
    });
  });
}

/** The documentation is built beside the demo: whoever wants to see the robot does not wait for it. */
async function buildDocs() {
  try {
    await run(process.execPath, ['scripts/docs/build-docs.mjs', '--beside']);
  } catch {
    console.error('The documentation could not be built; `npm run docs` says why.');
  }
}

/** Everything behind `npm start`. */
export async function startDemo() {
  endTogether(() => console.log('\nEnding …'));
  try {
    await setUp();
    await build();
    void buildDocs();
    console.log('Starting relay, robot and demo …');
    process.exitCode = await runDemo();
  } catch (error) {
    printFailure(error);
    process.exitCode = 1;
  }
}
