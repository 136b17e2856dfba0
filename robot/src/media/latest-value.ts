/** Carries JSON texts across, the newest one wins: what comes while one is under way replaces what waits. */
export class LatestValue {
  #newest: string | undefined;
  #deliver: ((json: string) => Promise<unknown>) | undefined;
  #isUnderWay = false;
  #isNew = false;

  /** Carry a text across, now or when there is somebody to carry it to. */
  put(json: string): void {
    this.#newest = json;
    this.#isNew = true;
    void this.#deliverAll();
  }

  /** Deliver to somebody else from now on, who gets the newest text there is. */
  connect(deliver: (json: string) => Promise<unknown>): void {
    this.#deliver = deliver;
    this.#isUnderWay = false;
    this.#isNew = this.#newest !== undefined;
    void this.#deliverAll();
  }

  async #deliverAll(): Promise<void> {
    const deliver = this.#deliver;
    if (!deliver || this.#isUnderWay) return;
    this.#isUnderWay = true;
    try {
      while (this.#isNew && this.#newest !== undefined && this.#deliver === deliver) {
        this.#isNew = false;
        await deliver(this.#newest);
      }
    } catch {
      // Who is gone is noticed elsewhere; the next one gets it again.
      if (this.#deliver === deliver) this.#deliver = undefined;
    }
    if (this.#deliver === deliver) this.#isUnderWay = false;
  }
}
