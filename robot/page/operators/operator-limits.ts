import type { Excess, InboundLimits, RTCConnectionOptions } from '@rtcbot-web/sdk';
import type { PageSettings } from '../../wire/media.js';
import type { OperatorRole } from '../../wire/messages.js';
import { tellHost } from '../host.js';

/** As much as the robot's program reads of a command. */
const MAX_DRIVING_BYTES = 16_384;

/** What one operator may send. Generous for any page that drives, little enough that another one drives on. */
const OPERATOR: InboundLimits = {
  ...{ messagesPerSec: 1_000, bytesPerSec: 4_000_000, drivingPerSec: 100, controlPerSec: 20 },
  ...{ maxDrivingBytes: MAX_DRIVING_BYTES, channels: 64 },
};

/** The same for somebody who only looks on. */
const VIEWER: InboundLimits = {
  ...{ messagesPerSec: 100, bytesPerSec: 1_000_000, drivingPerSec: 50, controlPerSec: 5 },
  ...{ maxDrivingBytes: MAX_DRIVING_BYTES, channels: 16 },
};

/** How the connection to an operator is made. */
export function connectionOptions(
  id: string,
  role: OperatorRole,
  { maxMessageBytes, display, speaker, viewerMedia }: PageSettings,
): RTCConnectionOptions {
  const limits = role === 'viewer' ? VIEWER : OPERATOR;
  const isHeard = role !== 'viewer' || viewerMedia;
  return {
    raw: true,
    maxMessageBytes,
    // The largest message must fit into what may come at once.
    limits: { ...limits, bytesPerSec: Math.max(limits.bytesPerSec, maxMessageBytes) },
    onExcess: (excess) => {
      tellHost({ type: 'warning', message: describe(id, role, excess) });
    },
    refusedMedia: [
      ...(isHeard && display ? [] : (['video'] as const)),
      ...(isHeard && speaker !== false ? [] : (['audio'] as const)),
    ],
  };
}

const WORDS: Readonly<Record<Excess['kind'], string>> = {
  messages: 'messages',
  bytes: 'messages',
  driving: 'commands and heartbeats',
  control: 'requests for control',
  channels: 'data channels',
  signals: 'offers or candidates',
  'too-large': 'messages',
  nonsense: 'parts of messages that fit none',
};

function describe(id: string, role: OperatorRole, { kind, count, detail, cutOff }: Excess): string {
  const times = count === 1 ? '' : `${String(count)} `;
  const end = cutOff ? ' It goes on, so its link was ended; it may come back in 10 s.' : '';
  return `${role} ${id} sends too much: ${times}${WORDS[kind]} dropped (${detail}).${end}`;
}
