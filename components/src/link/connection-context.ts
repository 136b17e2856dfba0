import { createContext } from '@lit/context';
import type { RTCConnection } from '@rtcbot-web/sdk';

/**
 * The Lit context through which `<rtc-robot>` hands its connection to what is inside it.
 * A registered symbol, so that elements of two copies of this package find one another.
 */
export const connectionContext = createContext<RTCConnection | undefined>(
  Symbol.for('rtcbot-web:connection'),
);
