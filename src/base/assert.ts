/** Our own mistakes: what must hold, told as to a colleague. */

class InvariantError extends Error {
  override name = 'InvariantError';
}

/** Stops the run when something we believed about our own code is false. Never for a user's mistake. */
export function invariant(condition: unknown, belief: string): asserts condition {
  if (!condition) throw new InvariantError(`we believed: ${belief}`);
}

/** Ends an exhaustive `switch`: the compiler proves that no case is left. */
export function unreachable(value: never): never {
  throw new InvariantError(`we believed every case was handled, yet met ${JSON.stringify(value)}`);
}
