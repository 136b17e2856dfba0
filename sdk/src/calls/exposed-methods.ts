import { RtcError } from '../errors.js';
import { MAX_METHOD_CHARACTERS } from './call-wire.js';

/** What a handler gets beside the arguments and the caller. */
export interface CallContext {
  /** Aborted when nobody waits for the answer any more, or a safe stop has come: end what you do. */
  readonly signal: AbortSignal;
  /** Tell the caller how far it is: any JSON value; when they come quickly, the newest counts. */
  readonly progress: (value: unknown) => void;
}

/**
 * Carries out a call: what it returns, or resolves to, is the answer, any JSON value; the message of what it throws is told to
 * the caller.
 * @param args - as the caller sent them: check them
 * @param caller - who calls
 */
export type CallHandler<Caller> = (args: unknown, caller: Caller, context: CallContext) => unknown;

/** The least role that may call. */
export type CallRole = 'viewer' | 'operator' | 'supervisor';

/** Options of `expose()`. */
export interface ExposeOptions {
  /** The least role that may call; default `operator`: a viewer changes nothing unless you say that it may. */
  readonly role?: CallRole | undefined;
  /** Whether it goes on when the robot is stopped, and may be called then; default false. */
  readonly duringStop?: boolean | undefined;
  /** Takes the method back when it aborts; calls under way go on. */
  readonly signal?: AbortSignal | undefined;
}

/** A method that may be called. */
export interface ExposedMethod<Caller> {
  readonly handler: CallHandler<Caller>;
  readonly role: CallRole;
  readonly duringStop: boolean;
}

const ROLES: readonly string[] = ['viewer', 'operator', 'supervisor'] satisfies CallRole[];

/** Methods by name; those of `parent` as well, which several may share. */
export class ExposedMethods<Caller> {
  /** Where a method is looked for that is not here. */
  parent: ExposedMethods<Caller> | undefined;
  readonly #methods = new Map<string, ExposedMethod<Caller>>();

  /** @throws RtcError `bad-argument` for a name or a role that cannot be, or a name that is taken */
  expose(method: string, handler: CallHandler<Caller>, options: ExposeOptions = {}): void {
    const { role = 'operator', duringStop = false, signal } = options;
    checkName(method);
    if (this.#methods.has(method)) {
      throw new RtcError('bad-argument', `There is a method "${method}" already.`);
    }
    if (!ROLES.includes(role)) {
      throw new RtcError(
        'bad-argument',
        `"${role}" is not a role. Available: ${ROLES.join(', ')}.`,
      );
    }
    if (signal?.aborted) return;
    this.#methods.set(method, { handler, role, duringStop });
    signal?.addEventListener('abort', () => this.#methods.delete(method), { once: true });
  }

  /** The method of this name, if there is one. */
  find(method: string): ExposedMethod<Caller> | undefined {
    return this.#methods.get(method) ?? this.parent?.find(method);
  }
}

/** @throws RtcError `bad-argument` for what cannot be the name of a method */
export function checkName(method: unknown): void {
  const isName =
    typeof method === 'string' && method !== '' && method.length <= MAX_METHOD_CHARACTERS;
  if (isName) return;
  const limit = String(MAX_METHOD_CHARACTERS);
  throw new RtcError('bad-argument', `The name of a method is a text of 1 to ${limit} characters.`);
}

/** Whether a role suffices; one that nobody knows may do what viewers may, and who has none is trusted. */
export function mayCall(role: string | undefined, least: CallRole): boolean {
  return role === undefined || Math.max(0, ROLES.indexOf(role)) >= ROLES.indexOf(least);
}
