/** Makes an offer from what the peer connection is to send and receive now. */
type MakeOffer = () => Promise<RTCSessionDescriptionInit>;

/**
 * The first offer of a peer that waits for its turn. It is made at once, as that takes a browser longest the first time; it
 * is set, and from then on candidates are gathered, when it is released.
 */
export class HeldOffer {
  readonly #makes: Promise<MakeOffer>;
  readonly #released: Promise<void>;
  readonly #dropped: Promise<never>;
  #start!: (make: MakeOffer) => void;
  #release!: () => void;
  #drop!: (why: Error) => void;
  #made: Promise<RTCSessionDescriptionInit> | undefined;
  #isTaken = false;

  constructor() {
    this.#makes = new Promise((resolve) => {
      this.#start = resolve;
    });
    this.#released = new Promise((resolve) => {
      this.#release = resolve;
    });
    this.#dropped = new Promise((_, reject) => {
      this.#drop = reject;
    });
    this.#dropped.catch(() => undefined); // nobody may be waiting for it
  }

  /** Resolves with the offer that is to be set, once it is released. */
  async hold(make: MakeOffer): Promise<RTCSessionDescriptionInit> {
    this.#made ??= make();
    this.#start(make);
    await this.#released;
    return this.#take(make);
  }

  /** Something was added that an offer has to name: one that was not taken yet is made anew. */
  change(): void {
    if (!this.#isTaken) this.#made = undefined;
  }

  /**
   * The offer as it is sent, from now on always the same.
   * @throws what kept the browser from making it; Error if its peer is gone, of which a browser may say nothing
   */
  async take(): Promise<RTCSessionDescriptionInit> {
    const make = await Promise.race([this.#makes, this.#dropped]);
    return Promise.race([this.#take(make), this.#dropped]);
  }

  /** Let it be set. */
  release(): void {
    this.#release();
  }

  /** Its peer is gone. */
  drop(): void {
    this.#drop(new Error('The peer is gone.'));
  }

  #take(make: MakeOffer): Promise<RTCSessionDescriptionInit> {
    this.#isTaken = true;
    return (this.#made ??= make());
  }
}
