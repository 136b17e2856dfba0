/** The robot's end of one operator's calls. */
export class RobotEnd {
  readonly #answered = new Set<string>();
  #newest = '';
  #start = 1;
  #knows = 0;

  /** Which start of the robot it is. */
  get instanceId(): string {
    return `instance-${String(this.#start)}`;
  }

  /** Whether it knows that the operator is there. */
  get knowsOperator(): boolean {
    return this.#knows === this.#start;
  }

  meetOperator(): void {
    this.#knows = this.#start;
  }

  forgetOperator(): void {
    this.#knows = 0;
  }

  restart(): void {
    this.#start++;
  }

  /** Whether it answers this offer. One that comes again is answered again only if none has come since. */
  answers(offer: string): boolean {
    const isAnswered = offer === this.#newest || !this.#answered.has(offer);
    this.#answered.add(offer);
    this.#newest = offer;
    return isAnswered;
  }
}
