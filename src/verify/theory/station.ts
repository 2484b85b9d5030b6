/** The system most of the theory is about: one service, one operation, one load. */

export interface Station {
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
export function station({ step, threads = 1, service = {}, rate, load = {} }: Station) {
  const arrivals = rate === undefined ? {} : { arrivals: { poisson: `${rate}/s` } };
  return {
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

/** A service that holds nothing and computes nothing: it only sends its requests on. */
export function front(steps: readonly unknown[]) {
  return { concurrency: { async: 1_000_000 }, operations: { go: steps } };
}

/** A service of exponential work with a queue without limit. */
export function exponentialServer(mean: string, threads = 1) {
  return {
    concurrency: { threads },
    queue: { limit: 'none' },
    operations: { serve: [{ work: { exponential: mean } }] },
  };
}

/** Users who ask `front.go`, Poisson. */
export function usersOfFront(rate: number) {
  return { name: 'users', operation: 'front.go', arrivals: { poisson: `${rate}/s` } };
}
