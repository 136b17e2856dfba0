import type { operatorStep } from '../relay/machines/operator-machine.js';
import type { socketStep } from '../relay/machines/socket-machine.js';

/** What is wrong with a machine that was spoilt on purpose. */
export interface Fault {
  readonly operator?: typeof operatorStep;
  readonly socket?: typeof socketStep;
  /** One timer serves both waits of an operator. */
  readonly oneTimer?: boolean;
}
