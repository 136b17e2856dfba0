import type { CameraView, RTCConnection } from '@rtcbot-web/sdk';
import { RtcErrorEvent } from '../events.js';
import type { StreamSource } from './shown-stream.js';

/** The camera of a robot that an element shows: one by its name, or what the robot sends first. */
export class ShownCamera {
  readonly #element: HTMLElement;
  readonly #onChange: () => void;
  #view: CameraView | undefined;
  #reported: string | undefined;

  /**
   * @param element - fires an error where there is no such camera
   * @param onChange - called when its picture, or what is wrong with it, may be another one
   */
  constructor(element: HTMLElement, onChange: () => void) {
    this.#element = element;
    this.#onChange = onChange;
  }

  /** What is shown by its name. */
  get view(): CameraView | undefined {
    return this.#view;
  }

  /** Show this camera from now on, or the first one, until `signal` ends that. */
  choose(connection: RTCConnection, name: string | null, signal: AbortSignal): StreamSource {
    this.#view = undefined;
    if (!name) return connection.video;
    const view = connection.cameras.show(name, { signal });
    this.#view = view;
    view.onChange(() => this.tell(), { signal });
    return view;
  }

  /** There is no connection any more. */
  forget(): void {
    this.#view = undefined;
  }

  /** Tell how it is now. */
  tell(): void {
    const problem = this.#view?.problem;
    if (problem && problem.message !== this.#reported) {
      this.#element.dispatchEvent(new RtcErrorEvent(problem));
    }
    if (this.#view) this.#reported = problem?.message;
    this.#onChange();
  }
}
