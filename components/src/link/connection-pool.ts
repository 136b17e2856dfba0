import type { Token } from '@rtcbot-web/sdk';

/** What tells one connection from another. A token does not: it is what the next connect to the relay uses. */
export interface RobotAddress {
  /** Absolute URL of the relay. */
  readonly relay: string;
  /** Id of the robot. */
  readonly robot: string;
  /** The robot's key that is trusted; undefined: whoever the relay connects. */
  readonly robotKey: string | undefined;
}

/** A connection together with what ends it. */
export interface OpenConnection<C> {
  readonly connection: C;
  /** Use this token from the next connect on. */
  setToken(token: Token | undefined): void;
  /** Ends the connection. */
  close(): void;
}

/** A share in a connection. */
export interface ConnectionLease<C> {
  readonly address: RobotAddress;
  readonly connection: C;
  /** Bring this token along, or none; the one that was brought last, by whomever, is used. */
  setToken(token: Token | undefined): void;
  /** Give the share back, once. */
  release(): void;
}

interface Entry<C> extends OpenConnection<C> {
  readonly address: RobotAddress;
  readonly users: Set<object>;
  /** Who brought which token, the newest last. */
  readonly tokens: Map<object, Token>;
  lingering: ReturnType<typeof setTimeout> | undefined;
}

/** How long a connection without users is kept, for elements that are moved or rendered anew. */
const LINGER_MS = 100;

/** Whether both address the same robot in the same way. */
export function isSameAddress(a: RobotAddress, b: RobotAddress): boolean {
  return a.relay === b.relay && a.robot === b.robot && a.robotKey === b.robotKey;
}

/**
 * Shares connections: whoever asks for the same address gets the same connection, and it is closed shortly
 * after the last one has given it back.
 */
export class ConnectionPool<C extends { readonly closed: boolean }> {
  readonly #entries = new Set<Entry<C>>();
  readonly #open: (address: RobotAddress, token: Token | undefined) => OpenConnection<C>;

  /** @param open - opens a connection; what it throws, `lease` throws */
  constructor(open: (address: RobotAddress, token: Token | undefined) => OpenConnection<C>) {
    this.#open = open;
  }

  /** How many connections are open, those included that nobody uses any more. */
  get size(): number {
    return this.#entries.size;
  }

  /** Take a share in the connection to `address`, which is opened if nobody has it. A closed one is not shared. */
  lease(address: RobotAddress, token: Token | undefined): ConnectionLease<C> {
    const entry = this.#find(address) ?? this.#add(address, token);
    const user = {};
    clearTimeout(entry.lingering);
    entry.users.add(user);
    const lease = {
      address,
      connection: entry.connection,
      setToken: (next: Token | undefined) => {
        if (entry.tokens.get(user) === next) return;
        entry.tokens.delete(user);
        if (next !== undefined) entry.tokens.set(user, next);
        entry.setToken([...entry.tokens.values()].at(-1));
      },
      release: () => {
        if (!entry.users.delete(user)) return;
        // Its token goes with it, unless it is the only one.
        if (entry.tokens.size > 1) lease.setToken(undefined);
        this.#close(entry);
      },
    };
    lease.setToken(token);
    return lease;
  }

  #find(address: RobotAddress): Entry<C> | undefined {
    for (const entry of this.#entries) {
      if (!entry.connection.closed && isSameAddress(entry.address, address)) return entry;
    }
    return undefined;
  }

  #add(address: RobotAddress, token: Token | undefined): Entry<C> {
    const opened = this.#open(address, token);
    const entry: Entry<C> = {
      ...opened,
      address,
      users: new Set(),
      tokens: new Map(),
      lingering: undefined,
    };
    this.#entries.add(entry);
    return entry;
  }

  /** Soon, if nobody takes it up again. */
  #close(entry: Entry<C>): void {
    if (entry.users.size > 0) return;
    entry.lingering = setTimeout(() => {
      this.#entries.delete(entry);
      entry.close();
    }, LINGER_MS);
  }
}
