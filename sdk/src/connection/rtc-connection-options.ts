import { RtcError } from '../errors.js';
import { sortIceServers } from '../relay/ice-server-address.js';
import { reportCallbackError } from '../subscriptions/listeners.js';
import type { Excess, InboundLimits } from './inbound/inbound-budget.js';

/** Options of an `RTCConnection`. */
export interface RTCConnectionOptions {
  /** Whether messages keep their order; default true. */
  readonly defaultOrdered?: boolean | undefined;
  /** ICE servers and the like; by default RTCBot's STUN server, or with a relay what the relay names. */
  readonly rtcConfiguration?: RTCConfiguration | undefined;
  /**
   * Messages come out, and are put, as they go over the wire: a text is neither read as JSON nor made JSON. For who hands
   * them on to somebody else. Default false.
   */
  readonly raw?: boolean | undefined;
  /** Largest message that is taken, in bytes; the other side is told, and its `put_nowait` refuses more. Default 128 MiB. */
  readonly maxMessageBytes?: number | undefined;
  /** How much is taken of the other side; by default only what no browser could bear is refused. */
  readonly limits?: InboundLimits | undefined;
  /** Told of what is dropped, in few calls; by default it is reported as an uncaught error, as seldom. */
  readonly onExcess?: ((excess: Excess) => void) | undefined;
  /** Kinds of media that do not come in, whatever the other side offers; none by default. */
  readonly refusedMedia?: readonly ('audio' | 'video')[] | undefined;
}

/** Every option, with those of `relay.connect()`, for pages whose types nobody checks. */
const NAMES: Readonly<Record<keyof RTCConnectionOptions | 'wait' | 'robotKey', true>> = {
  ...{
    defaultOrdered: true,
    rtcConfiguration: true,
    raw: true,
    maxMessageBytes: true,
    limits: true,
  },
  ...{ onExcess: true, refusedMedia: true, wait: true, robotKey: true },
};

/** The servers that are used unless others are given. @see RTCBot uses this one on both sides */
const RTCBOT_CONFIGURATION: RTCConfiguration = {
  iceServers: [{ urls: 'stun:stun.l.google.com:19302' }],
};

/**
 * The options, in one object.
 * @throws RtcError `webrtc-unsupported`; `bad-argument` for an option that is not known: a misspelled `robotKey` would trust
 * whoever answers
 */
export function connectionOptions(
  first: RTCConnectionOptions | boolean,
  rtcConfiguration: RTCConfiguration | undefined,
): RTCConnectionOptions {
  requireWebRtc();
  if (typeof first === 'boolean') return { defaultOrdered: first, rtcConfiguration };
  const unknown = Object.keys(first).find((name) => !Object.hasOwn(NAMES, name));
  if (unknown === undefined) return first;
  const known = Object.keys(NAMES).join(', ');
  throw new RtcError('bad-argument', `"${unknown}" is not an option. Available: ${known}.`);
}

/** What was said already; the same servers come again with each new peer. */
const told = new Set<string>();

/** A browser refuses a configuration with one wrong server as a whole: that one is named, and the others are used. */
export function usable(configuration: RTCConfiguration = RTCBOT_CONFIGURATION): RTCConfiguration {
  if (!configuration.iceServers) return configuration;
  const { good, problems } = sortIceServers(configuration.iceServers);
  for (const problem of problems) {
    if (told.has(problem)) continue;
    told.add(problem);
    const message = `An ICE server is left out: ${problem}. Correct it where it is configured, at the relay or in rtcConfiguration.`;
    reportCallbackError(new RtcError('bad-argument', message));
  }
  return problems.length > 0 ? { ...configuration, iceServers: good } : configuration;
}

/** Whether there is a TURN server, and other paths than through it are tried. */
export function mayRelay({ iceServers = [], iceTransportPolicy }: RTCConfiguration): boolean {
  const addresses = iceServers.flatMap(({ urls }) => urls);
  return iceTransportPolicy !== 'relay' && addresses.some((address) => /^turns?:/i.test(address));
}

/** @throws RtcError `webrtc-unsupported` */
export function requireWebRtc(): void {
  if (typeof RTCPeerConnection !== 'undefined') return;
  const isNode =
    typeof (globalThis as { process?: { versions?: { node?: string } } }).process?.versions
      ?.node === 'string';
  throw new RtcError(
    'webrtc-unsupported',
    isNode
      ? 'Node.js has no WebRTC (RTCPeerConnection): use this in a web page. A robot of Node.js uses @rtcbot-web/robot, which has a browser for it.'
      : 'This browser has no WebRTC (RTCPeerConnection), or it is turned off: allow it in its settings, or use another one.',
  );
}
