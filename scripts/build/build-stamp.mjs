/** Which steps of a build are due, by a stamp of what each last read and wrote. */

/**
 * @typedef {{sources: string, built: string}} StepStamp
 *   Hashes of what a step reads, and of what was built of it
 */

/**
 * Does the steps that are due.
 * @template Step
 * @param {readonly Step[]} steps - in the order in which they need one another
 * @param {object} how
 * @param {readonly StepStamp[]} how.last - the stamp of the last build; empty if there was none
 * @param {() => StepStamp[]} how.look - how the files of each step are now
 * @param {(step: Step, isIntact: boolean) => Promise<unknown>} how.work - `isIntact`: what is built is what the last build
 *   wrote
 * @returns {Promise<StepStamp[] | undefined>} the stamp of this build; undefined if nothing was due
 */
export async function bringUpToDate(steps, { last, look, work }) {
  const before = look();
  const isIntact = before.map(({ built }, index) => built === last[index]?.built);
  const isDue = before.map(
    ({ sources }, index) => !isIntact[index] || sources !== last[index]?.sources,
  );
  if (!isDue.includes(true)) return undefined;
  for (const [index, step] of steps.entries()) {
    if (isDue[index]) await work(step, isIntact[index]);
  }
  // Sources as they were before: what was edited meanwhile may not have been read, and is due again.
  return look().map(({ built }, index) => ({ sources: before[index].sources, built }));
}
