/**
 * Effects: the ways in which a fault can bend the world. The value in force is always the base
 * combined with the effects present, by one rule for each kind, so overlapping faults compose and
 * leave nothing behind.
 */
export const EFFECTS = {
  /** Work takes longer: factors multiply. On an operation at a replica. */
  slow: { combines: 'product', on: 'post' },
  /** Requests end in an error with this probability: each fault draws for itself. On an operation at a replica. */
  fail: { combines: 'any', on: 'post' },
  /** Nobody listens; what ran there has died. On a replica. */
  down: { combines: 'or', on: 'replica' },
  /** Every message on the way takes longer: delays add up. On an edge. */
  delay: { combines: 'sum', on: 'edge' },
  /** Messages vanish with this probability. On an edge. */
  lose: { combines: 'any', on: 'edge' },
  /** Nothing passes. On an edge. */
  cut: { combines: 'or', on: 'edge' },
  /** More (or fewer) requests: factors multiply. On a load. */
  surge: { combines: 'product', on: 'load' },
  /** The broker takes nothing and gives nothing. On a broker. */
  'broker-down': { combines: 'or', on: 'broker' },
} as const;

export type EffectKind = keyof typeof EFFECTS;
