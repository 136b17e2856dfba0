/** What went wrong at start-up, or with an option. */
export type RelayErrorCode =
  'bad-option' | 'secret-missing' | 'port-in-use' | 'cannot-listen' | 'not-listening' | 'not-built';

/** An error of the relay itself, with a one-line message that says what to do. */
export class RelayError extends Error {
  override readonly name = 'RelayError';
  /** Machine-readable cause. */
  readonly code: RelayErrorCode;

  /**
   * @param code - machine-readable cause
   * @param message - what failed, with what, and what to do; one line
   * @param options - the underlying error, if any
   */
  constructor(code: RelayErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
