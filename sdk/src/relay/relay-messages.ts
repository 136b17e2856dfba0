/**
 * The relay's wire messages: Socket.IO events named `noun:verb`, their valibot schemas and the codes of
 * refusals. No DOM and no Node in here: the relay, the browser and tests share this file.
 *
 * An operator calls (`robot:join`), a robot registers (`robot:register`), both exchange signals
 * (`signal:send` / `signal:deliver`). Every event a client sends is acknowledged with an {@link Ack}.
 *
 * @module
 */
import * as v from 'valibot';
import { refusalCodeSchema } from './refusal-code.js';

/** Largest message, in bytes of UTF-8, that the relay accepts; a larger one ends the sender's socket. */
export const MAX_MESSAGE_BYTES = 64 * 1024;

/** Largest session description or candidate text, in characters. */
const MAX_SDP_CHARACTERS = 60_000;

/** What a client is to the relay. A `viewer` is an operator that may never drive, a `supervisor` one that takes over. */
export const roleSchema = v.picklist(['robot', 'operator', 'viewer', 'supervisor']);
/** What a client is to the relay. */
export type Role = v.InferOutput<typeof roleSchema>;

/** Name of a robot: 1 to 64 letters, digits, `.`, `_` or `-`. */
export const robotIdSchema = v.pipe(v.string(), v.regex(/^[\w.-]{1,64}$/));

/**
 * A secret that a client makes for itself (128 bits, base64url). The relay publishes only its hash as the
 * client's id, so a client keeps its identity over reconnects and relay restarts, and no one else can take it.
 */
export const clientKeySchema = v.pipe(v.string(), v.regex(/^[\w-]{22,64}$/));

/** Id of a client as others see it: base64url of the first 12 bytes of the SHA-256 of its key. */
export const clientIdSchema = v.pipe(v.string(), v.regex(/^[\w-]{16}$/));

/** Id of one peer connection of an operator; a healed link may be a new one. */
export const sessionIdSchema = v.pipe(v.string(), v.regex(/^[\w-]{8,64}$/));

/** A robot's signature of an answer, and its public key, both base64url; see `answerStatement`. */
export const robotProofSchema = v.object({
  key: v.pipe(v.string(), v.regex(/^[\w-]{43}$/)),
  signature: v.pipe(v.string(), v.regex(/^[\w-]{86}$/)),
});
/** A robot's signature of an answer, and its public key, both base64url; see `answerStatement`. */
export type RobotProof = v.InferOutput<typeof robotProofSchema>;

/** A session description, offer or answer, as RTCBot exchanges it; a robot with a key adds the proof to its answers. */
export const descriptionSchema = v.object({
  type: v.picklist(['offer', 'answer']),
  sdp: v.pipe(v.string(), v.maxLength(MAX_SDP_CHARACTERS)),
  proof: v.optional(robotProofSchema),
});

const candidateSchema = v.object({
  type: v.literal('candidate'),
  candidate: v.object({
    candidate: v.pipe(v.string(), v.maxLength(4096)),
    sdpMid: v.nullish(v.pipe(v.string(), v.maxLength(256))),
    sdpMLineIndex: v.nullish(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65_535))),
  }),
});

const renegotiateSchema = v.object({ type: v.literal('renegotiate') });

const transceiverRequestSchema = v.object({
  type: v.literal('transceiver-request'),
  kind: v.picklist(['audio', 'video']),
});

/** A session description as plain JSON: what RTCBot exchanges. */
export interface SessionDescription {
  readonly type: 'offer' | 'answer';
  readonly sdp: string;
}

/** One step of a negotiation between a robot and an operator, opaque to the relay beyond its shape. */
export const signalSchema = v.variant('type', [
  descriptionSchema,
  candidateSchema,
  renegotiateSchema,
  transceiverRequestSchema,
]);
/** One step of a negotiation: a description, a trickled candidate, or the answerer's wish for a new offer. */
export type Signal = v.InferOutput<typeof signalSchema>;

/** `auth` of the Socket.IO handshake. */
export const handshakeSchema = v.object({
  key: clientKeySchema,
  token: v.optional(v.pipe(v.string(), v.maxLength(8192))),
});
/** `auth` of the Socket.IO handshake. */
export type Handshake = v.InferOutput<typeof handshakeSchema>;

/** Payload of `robot:register`: "I am this robot". */
export const registerSchema = v.object({ robotId: robotIdSchema });
/** The first signal of a link, which comes with a join: a robot that is there gets it at once. */
const firstOfferSchema = v.object({
  sessionId: sessionIdSchema,
  signal: v.object({ ...descriptionSchema.entries, type: v.literal('offer') }),
});
/** The first signal of a link, which comes with a join. */
export type FirstOffer = v.InferOutput<typeof firstOfferSchema>;

/** Payload of `robot:join`: "connect me to this robot, and if it is offline (and `wait`), when it comes". */
export const joinSchema = v.object({
  robotId: robotIdSchema,
  wait: v.optional(v.boolean(), true),
  offer: v.optional(firstOfferSchema),
});
/** Payload of `robot:leave`: the operator hangs up for good. */
export const leaveSchema = v.object({ robotId: robotIdSchema });
/** Payload of `signal:send`. An operator leaves `to` out: its signals go to the robot that it joined. */
export const signalSendSchema = v.object({
  robotId: robotIdSchema,
  to: v.optional(clientIdSchema),
  sessionId: sessionIdSchema,
  signal: signalSchema,
});

/** Payload of `robot:online` and `robot:offline`, relay to operators. `instanceId` changes when the robot restarts. */
export const presenceSchema = v.object({
  robotId: robotIdSchema,
  instanceId: v.optional(clientIdSchema),
});
/** What the relay vouches for about an operator. */
const operatorAccess = {
  operatorId: clientIdSchema,
  role: roleSchema,
  /** Time until its token expires, from now on: a span, as clocks differ. Missing: it never does. */
  expiresInMs: v.optional(v.pipe(v.number(), v.minValue(0))),
};
/** Payload of `operator:joined`, relay to robot: also when the operator comes again with another token. */
export const operatorJoinedSchema = v.object({ robotId: robotIdSchema, ...operatorAccess });
/** Payload of `operator:left`, relay to robot. `closed`: hung up; `disconnected`: its socket is gone. */
export const operatorLeftSchema = v.object({
  robotId: robotIdSchema,
  operatorId: clientIdSchema,
  reason: v.picklist(['closed', 'disconnected']),
});
/** Payload of `signal:deliver`, relay to either side. */
export const signalDeliverSchema = v.object({
  robotId: robotIdSchema,
  from: clientIdSchema,
  sessionId: sessionIdSchema,
  signal: signalSchema,
});

/** Payload of `relay:reconnect`: connect anew within this time, with a fresh token. The call goes on. */
export const reconnectSchema = v.object({ withinMs: v.number() });

/** A refusal: `message` says what was wrong and what to do. */
export const refusalSchema = v.object({
  ok: v.literal(false),
  code: refusalCodeSchema,
  message: v.string(),
});
/** A refusal: `message` says what was wrong and what to do. */
export type Refusal = v.InferOutput<typeof refusalSchema>;

const iceServerSchema = v.object({
  urls: v.union([v.string(), v.array(v.string())]),
  username: v.optional(v.string()),
  credential: v.optional(v.string()),
});

/** What a `robot:register` is answered: the ICE servers to use and the operators that wait already. */
export const registeredSchema = v.object({
  ok: v.literal(true),
  clientId: clientIdSchema,
  iceServers: v.array(iceServerSchema),
  operators: v.array(v.object(operatorAccess)),
});
/** What a `robot:join` is answered; `instanceId` is missing while the robot is offline. */
export const joinedSchema = v.object({
  ok: v.literal(true),
  clientId: clientIdSchema,
  role: roleSchema,
  iceServers: v.array(iceServerSchema),
  instanceId: v.optional(clientIdSchema),
  /** The offer that came with it was passed on. Otherwise it is to be sent when the robot is there. */
  offered: v.optional(v.literal(true)),
});
/** What other events are answered. */
export const doneSchema = v.object({ ok: v.literal(true) });

/** Answer to a client's event: a success of type `T`, or a refusal. */
export type Ack<T = v.InferOutput<typeof doneSchema>> = T | Refusal;

/** Answer to `robot:register`. */
export type Registered = v.InferOutput<typeof registeredSchema>;
/** Answer to `robot:join`. */
export type Joined = v.InferOutput<typeof joinedSchema>;

/** Events that clients send, for Socket.IO's typing. */
export interface ClientEvents {
  'robot:register': (
    payload: v.InferInput<typeof registerSchema>,
    ack: (answer: Ack<Registered>) => void,
  ) => void;
  'robot:join': (
    payload: v.InferInput<typeof joinSchema>,
    ack: (answer: Ack<Joined>) => void,
  ) => void;
  'robot:leave': (payload: v.InferInput<typeof leaveSchema>, ack: (answer: Ack) => void) => void;
  'signal:send': (
    payload: v.InferInput<typeof signalSendSchema>,
    ack: (answer: Ack) => void,
  ) => void;
}

/** Events that the relay sends, for Socket.IO's typing. */
export interface RelayEvents {
  'robot:online': (payload: v.InferOutput<typeof presenceSchema>) => void;
  'robot:offline': (payload: v.InferOutput<typeof presenceSchema>) => void;
  'operator:joined': (payload: v.InferOutput<typeof operatorJoinedSchema>) => void;
  'operator:left': (payload: v.InferOutput<typeof operatorLeftSchema>) => void;
  'signal:deliver': (payload: v.InferOutput<typeof signalDeliverSchema>) => void;
  'relay:reconnect': (payload: v.InferOutput<typeof reconnectSchema>) => void;
  /** The session ends: why. */
  'relay:refused': (payload: Refusal) => void;
}
