import { IceError, NegotiationError, type RtcError } from '../../errors.js';
import type { SessionDescription } from '../../relay/relay-messages.js';
import { gathered, onceStable } from './local-description.js';
import type { Peer } from './peer.js';
import type { PeerLink } from './peer-link.js';
import { markOurs, parseDescription, type TakenMessages } from './session-description.js';

/** What a {@link DirectNegotiation} needs of its connection. */
export interface DirectConnection {
  /** Once it is closed: with which error, if any. */
  readonly ended: () => { readonly error: Error | undefined } | undefined;
  readonly onClose: (listener: () => void) => unknown;
  readonly close: () => unknown;
  readonly fail: (error: RtcError) => void;
  readonly open: (link: PeerLink) => void;
  /** The peer that was opened, while there is one. */
  readonly peer: () => Peer | undefined;
  readonly rtcConfiguration: () => RTCConfiguration;
  readonly announced: TakenMessages;
}

/** Without a relay: one offer and one answer, with their candidates in them, which the user carries. */
export class DirectNegotiation {
  readonly #connection: DirectConnection;
  #isAnswered = false;

  constructor(connection: DirectConnection) {
    this.#connection = connection;
  }

  /** See `RTCConnection.getLocalDescription`. */
  async describe(offer: unknown): Promise<SessionDescription> {
    const connection = this.#connection;
    const remote = offer ? parseDescription(offer, 'offer') : undefined;
    if (connection.ended() || connection.peer()) {
      const why = `The connection ${connection.ended() ? 'is closed' : 'has negotiated already'}`;
      throw new NegotiationError('bad-state', `${why}; make a new RTCConnection.`);
    }
    const rtcConfiguration = connection.rtcConfiguration();
    const peer = await this.#open(rtcConfiguration, remote);
    await gathered(peer.pc, rtcConfiguration);
    const description = peer.pc.localDescription;
    if (connection.ended() || !description) throw this.#closedMeanwhile();
    return {
      type: remote ? 'answer' : 'offer',
      sdp: markOurs(description.sdp, connection.announced),
    };
  }

  /** See `RTCConnection.setRemoteDescription`. */
  async takeAnswer(answer: unknown): Promise<void> {
    const description = parseDescription(answer, 'answer');
    const { ended, peer: peerOf } = this.#connection;
    const peer = peerOf();
    if (ended() || this.#isAnswered || peer?.pc.signalingState !== 'have-local-offer') {
      throw new NegotiationError(
        'bad-state',
        'No offer waits for an answer: call getLocalDescription() first, and set one answer only.',
      );
    }
    this.#isAnswered = true;
    await this.#unlessClosed((resolve) => {
      onceStable(peer.pc, resolve);
      peer.signal(description);
    });
  }

  /** Opens the one peer; resolves when its description is set. */
  async #open(rtcConfiguration: RTCConfiguration, remote?: SessionDescription): Promise<Peer> {
    const connection = this.#connection;
    await this.#unlessClosed((resolve) => {
      connection.open({
        initiator: !remote,
        negotiatesOnce: true,
        rtcConfiguration,
        onSignal: ({ type }) => {
          if (type === 'offer' || type === 'answer') resolve();
        },
        onLost: (error) => (error ? connection.fail(error) : void connection.close()),
      });
      if (remote) connection.peer()?.signal(remote);
    });
    const peer = connection.peer();
    if (peer) return peer;
    const message = 'The connection was lost while it was set up.';
    throw connection.ended()?.error ?? new IceError('ice-failed', message);
  }

  /** Wait until `work` calls `resolve`; rejects when the connection is closed before. */
  #unlessClosed(work: (resolve: () => void) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#connection.onClose(() => reject(this.#closedMeanwhile()));
      work(resolve);
    });
  }

  #closedMeanwhile(): Error {
    const error = this.#connection.ended()?.error;
    return error ?? new NegotiationError('bad-state', 'The connection was closed meanwhile.');
  }
}
