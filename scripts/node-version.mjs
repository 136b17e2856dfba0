/**
 * Checks the version of Node.js. In this file, start.mjs and test.mjs only syntax that the oldest versions
 * know, or they would stop with a SyntaxError instead.
 */

/**
 * What to tell the user of a Node.js that is too old; an empty text if it is not.
 * @param {string} needed - oldest version that will do, as `20.19`
 * @param {string} version - as `20.20.2`
 */
export function nodeComplaint(needed, version) {
  const [neededMajor, neededMinor] = needed.split('.').map(Number);
  const [major, minor] = version.split('.').map(Number);
  if (major > neededMajor || (major === neededMajor && minor >= neededMinor)) return '';
  return (
    'Node.js ' + needed + ' or later is needed; this is ' + version + '. See https://nodejs.org/.'
  );
}

/** Ends this process, with one line, if its Node.js is older than `needed`. */
export function checkNode(needed) {
  const complaint = nodeComplaint(needed, process.versions.node);
  if (complaint === '') return;
  console.error(complaint);
  process.exit(1);
}
