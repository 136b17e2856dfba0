/** A value, or the promise of one: what is in this process is answered at once. */
export type Soon<T> = T | Promise<T>;

/** Go on with a value when it is there: at once, if it is. */
export function after<A, B>(value: Soon<A>, next: (value: A) => Soon<B>): Soon<B> {
  return value instanceof Promise ? value.then(next) : next(value);
}
