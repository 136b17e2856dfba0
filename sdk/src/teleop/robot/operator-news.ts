import type { Brakes } from './stops/brakes.js';
import type { ControlHolder } from './control/control-holder.js';
import type { PresentOperators } from './control/present-operators.js';
import type { Effect } from './robot-effects.js';
import { stateFor, ToldStates } from './state-message.js';
import type { CommandLimits, RobotMessage, StateMessage } from '../shared/wire.js';

/** What {@link OperatorNews} tells of, and to whom. */
export interface OperatorNewsSources {
  readonly operators: PresentOperators;
  readonly control: ControlHolder;
  readonly brakes: Brakes;
  readonly limits: CommandLimits;
}

/** Tells operators how the robot stands, and only who is there. */
export class OperatorNews {
  readonly #sources: OperatorNewsSources;
  readonly #told = new ToldStates();
  readonly #emit: (effect: Effect) => void;

  constructor(sources: OperatorNewsSources, emit: (effect: Effect) => void) {
    this.#sources = sources;
    this.#emit = emit;
  }

  /** Tell everybody for whom it is another state than was told last, if anything has happened. */
  tellIf(isNews: boolean, nowMs: number): void {
    if (!isNews) return;
    const { ids } = this.#sources.operators;
    const news = this.#told.newsOf(ids, (id) => this.#stateFor(id, nowMs));
    for (const state of news) this.send(state.you, state, true);
    if (news.length > 0 || ids.length === 0) this.#emit({ type: 'changed' });
  }

  /** Tell one operator, whether or not it knows already. */
  tell(operatorId: string, nowMs: number): void {
    this.send(operatorId, this.#stateFor(operatorId, nowMs), true);
  }

  /** Send a message to an operator, if it is there. */
  send(to: string, message: RobotMessage, reliable: boolean): void {
    if (this.#sources.operators.get(to)) this.#emit({ type: 'send', to, message, reliable });
  }

  #stateFor(operatorId: string, nowMs: number): StateMessage {
    const { control, brakes, limits } = this.#sources;
    return stateFor(operatorId, nowMs, {
      ...{ control, limits, stop: brakes.stop, latches: brakes.latches },
      ...{ armed: brakes.isReady(nowMs), program: brakes.program.state(nowMs) },
      pictures: brakes.pictures,
    });
  }
}
