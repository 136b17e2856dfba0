/** An expected failure: one line that says what failed and what to do, and what the tools wrote. */
export class Failure extends Error {
  /**
   * @param {string} message - one line: what failed and what to do
   * @param {string} [output] - what the tools wrote to stdout and stderr
   */
  constructor(message, output = '') {
    super(message);
    this.name = 'Failure';
    this.output = output;
  }
}

/** Prints why a command cannot go on: the tools' output first, the line that matters last. */
export function printFailure(error) {
  const output = error.output?.trim();
  if (output) console.error(`\n${output}\n`);
  console.error(error instanceof Failure ? error.message : error.stack);
}
