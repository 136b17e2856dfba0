import { reportCallbackError } from '../../../subscriptions/listeners.js';
import type { Effect } from '../robot-effects.js';
import type { TeleopOptions } from '../teleop-options.js';

/**
 * Ask the robot's program whether somebody may drive. What is answered at once counts at once; what fails is no.
 * @param options - with `mayDrive`, which is asked
 * @param answer - called with what it says
 */
export async function askToDrive(
  { operatorId, role, holder }: Extract<Effect, { type: 'ask' }>,
  options: TeleopOptions,
  answer: (mayDrive: boolean) => void,
): Promise<void> {
  let may: boolean | undefined = false;
  try {
    const said = options.mayDrive?.({ operatorId, role, holder });
    may = said instanceof Promise ? await said : said;
  } catch (error) {
    reportCallbackError(error);
  }
  answer(may === true);
}
