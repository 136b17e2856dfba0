/**
 * What nodes of a relay tell each other.
 *
 * @module
 */
import type { Address, Delivery } from '../rooms/outcome.js';
import type { Mail } from './shared-state.js';
import type { Relation } from '../rooms/sockets.js';

/** Something for another node. */
export type NodeMessage =
  | { readonly kind: 'deliver'; readonly delivery: Delivery }
  /** A client is back on another socket: its old one has lost a robot. */
  | {
      readonly kind: 'release';
      readonly socketId: string;
      readonly relation: Relation;
      readonly robotId: string;
      /** The other socket. */
      readonly heir: Address;
    }
  /** Whether somebody is at the other end of a socket; `alive` says so. */
  | {
      readonly kind: 'probe';
      readonly probeId: string;
      readonly socketId: string;
      readonly from: string;
    }
  | { readonly kind: 'alive'; readonly probeId: string };

/** Write messages down. */
export function encodeMessages(messages: readonly NodeMessage[]): string {
  return JSON.stringify(messages);
}

/** Read messages. */
export function decodeMessages(text: string): readonly NodeMessage[] {
  return JSON.parse(text) as NodeMessage[];
}

/** A message with the node that it is for. */
export type Addressed = readonly [nodeId: string, message: NodeMessage];

/**
 * Tell apart what is for clients of this node and what is for those of others.
 * @param deliveries - for clients of all nodes
 * @param nodeId - this node
 */
export function sortDeliveries(
  deliveries: readonly Delivery[],
  nodeId: string,
): { readonly here: readonly Delivery[]; readonly elsewhere: readonly Addressed[] } {
  const isHere = (delivery: Delivery) => (delivery.nodeId ?? nodeId) === nodeId;
  return {
    here: deliveries.filter(isHere),
    elsewhere: deliveries
      .filter((delivery) => !isHere(delivery))
      .map((delivery) => [delivery.nodeId ?? nodeId, { kind: 'deliver', delivery }]),
  };
}

/** Put messages into one text for each node. */
export function toMail(addressed: readonly Addressed[]): Mail {
  const byNode = new Map<string, NodeMessage[]>();
  for (const [nodeId, message] of addressed) {
    const messages = byNode.get(nodeId) ?? [];
    messages.push(message);
    byNode.set(nodeId, messages);
  }
  return new Map([...byNode].map(([nodeId, messages]) => [nodeId, encodeMessages(messages)]));
}
