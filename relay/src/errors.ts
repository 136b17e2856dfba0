import { RtcError, type RtcErrorCode } from '@rtcbot-web/sdk/protocol';

/** What went wrong at start-up, or with an option. */
export type RelayErrorCode = Extract<
  RtcErrorCode,
  'bad-option' | 'secret-missing' | 'port-in-use' | 'cannot-listen' | 'not-listening' | 'not-built'
>;

/** An error of the relay itself, with a one-line message that says what to do. */
export class RelayError extends RtcError {
  override readonly name = 'RelayError';
  declare readonly code: RelayErrorCode;
}
