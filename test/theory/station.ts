/** The system most of the theory is about: one service, one operation, one load. */

export interface Station {
  /** Simulated seconds; a twentieth of it comes before as warm-up. */
  readonly seconds: number;
  /** What the operation does: one step, as a scenario writes it. */
  readonly step: unknown;
  readonly threads?: number;
  /** Other keys of the service. */
  readonly service?: object;
  /** Arrivals a second, Poisson. */
  readonly rate?: number;
  /** Other keys of the load. */
  readonly load?: object;
}

/** Load `users` asks `station.serve`. Without further keys a station queues without limit, in order. */
export function station({ seconds, step, threads = 1, service = {}, rate, load = {} }: Station) {
  const warmup = Math.ceil(seconds / 20);
  const arrivals = rate === undefined ? {} : { arrivals: { poisson: `${rate}/s` } };
  return {
    run: { length: `${seconds + warmup}s`, warmup: `${warmup}s` },
    services: {
      station: {
        concurrency: { threads },
        queue: { limit: 'none' },
        ...service,
        operations: { serve: [step] },
      },
    },
    load: [{ name: 'users', operation: 'station.serve', ...arrivals, ...load }],
  };
}
