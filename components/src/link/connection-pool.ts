import type { Token } from '@rtcbot-web/sdk';

/** What tells one connection from another. */
export interface RobotAddress {
  /** Absolute URL of the relay. */
  readonly relay: string;
  /** Id of the robot. */
  readonly robot: string;
  /** Token for the relay, if it wants one. */
  readonly token: Token | undefined;
}

/** A connection together with what ends it. */
export interface OpenConnection<C> {
  readonly connection: C;
  /** Ends the connection. */
  close(): void;
}

/** A share in a connection. */
export interface ConnectionLease<C> {
  readonly address: RobotAddress;
  readonly connection: C;
  /** Give the share back, once. */
  release(): void;
}

interface Entry<C> extends OpenConnection<C> {
  readonly address: RobotAddress;
  users: number;
  lingering: ReturnType<typeof setTimeout> | undefined;
}

/** How long a connection without users is kept, for elements that are moved or rendered anew. */
const LINGER_MS = 100;

/** Whether both address the same robot in the same way. */
export function isSameAddress(a: RobotAddress, b: RobotAddress): boolean {
  return a.relay === b.relay && a.robot === b.robot && a.token === b.token;
}

/**
 * Shares connections: whoever asks for the same address gets the same connection, and it is closed shortly
 * after the last one has given it back.
 */
export class ConnectionPool<C extends { readonly closed: boolean }> {
  readonly #entries = new Set<Entry<C>>();
  readonly #open: (address: RobotAddress) => OpenConnection<C>;

  /** @param open - opens a connection; what it throws, `lease` throws */
  constructor(open: (address: RobotAddress) => OpenConnection<C>) {
    this.#open = open;
  }

  /** How many connections are open, those included that nobody uses any more. */
  get size(): number {
    return this.#entries.size;
  }

  /** Take a share in the connection to `address`, which is opened if nobody has it. A closed one is not shared. */
  lease(address: RobotAddress): ConnectionLease<C> {
    const entry = this.#find(address) ?? this.#add(address);
    clearTimeout(entry.lingering);
    entry.users++;
    let released = false;
    return {
      address,
      connection: entry.connection,
      release: () => {
        if (released) return;
        released = true;
        this.#release(entry);
      },
    };
  }

  #find(address: RobotAddress): Entry<C> | undefined {
    for (const entry of this.#entries) {
      if (!entry.connection.closed && isSameAddress(entry.address, address)) return entry;
    }
    return undefined;
  }

  #add(address: RobotAddress): Entry<C> {
    const entry = { ...this.#open(address), address, users: 0, lingering: undefined };
    this.#entries.add(entry);
    return entry;
  }

  #release(entry: Entry<C>): void {
    entry.users--;
    if (entry.users > 0) return;
    entry.lingering = setTimeout(() => {
      this.#entries.delete(entry);
      entry.close();
    }, LINGER_MS);
  }
}
