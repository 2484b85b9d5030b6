/**
 * The three-service model, in one place: the numbers that every program running it must share.
 *
 * Poisson arrivals reach a gateway, whose slot is held from start to reply. After its own work the
 * gateway calls A and B in parallel and waits until both calls have settled. Every attempt crosses
 * the network both ways; its timeout starts when it is sent. A timed-out attempt is not withdrawn:
 * the callee serves it, and its late reply is ignored. A full queue refuses, and the refusal travels
 * back like a reply. Refused and timed-out attempts are tried again after a full-jitter backoff,
 * uniform on (0, base · factor^(attempt − 1)). A request is `ok` when both calls ended well, `error`
 * when one used up its attempts, `refused` when the gateway's own queue was full. Nobody retries the
 * whole request. Service times are exponential, queues are first come, first served. The run ends
 * when the wanted number of requests has arrived and everything they started is over.
 */
export interface ServiceModel {
  readonly slots: number;
  readonly queueLimit: number;
  readonly serviceMeanMs: number;
}

export interface CalleeModel extends ServiceModel {
  readonly timeoutMs: number;
}

export type Variant = 'healthy' | 'collapse';

export interface ThreeServiceModel {
  /** Offered load at the gateway. Healthy keeps A and B at utilisation 0.5; collapse offers 1.5 times what they can do. */
  readonly arrivalsPerSecond: Readonly<Record<Variant, number>>;
  readonly gateway: ServiceModel;
  readonly a: CalleeModel;
  readonly b: CalleeModel;
  /** One way, constant. There is no network between the user and the gateway. */
  readonly networkMs: number;
  /** Tries per call, the first one included. */
  readonly attempts: number;
  readonly backoff: { readonly baseMs: number; readonly factor: number };
}

export const threeService: ThreeServiceModel = {
  arrivalsPerSecond: { healthy: 1000, collapse: 3000 },
  gateway: { slots: 64, queueLimit: 128, serviceMeanMs: 1 },
  a: { slots: 10, queueLimit: 64, serviceMeanMs: 5, timeoutMs: 25 },
  b: { slots: 20, queueLimit: 64, serviceMeanMs: 10, timeoutMs: 50 },
  networkMs: 0.5,
  attempts: 3,
  backoff: { baseMs: 5, factor: 2 },
};

export const variants: readonly Variant[] = ['healthy', 'collapse'];

/** The same model as a system for parseSystem. A policy written earlier lies outside: each try has its own timeout. */
export function threeServiceSystem(
  variant: Variant,
  seconds: number,
  model: ThreeServiceModel = threeService,
) {
  const { gateway, a, b, networkMs, backoff } = model;
  const retry = {
    attempts: model.attempts,
    backoff: { base: `${backoff.baseMs}ms`, factor: backoff.factor, jitter: 'full' },
  };
  const station = ({ slots, queueLimit }: ServiceModel) => ({
    concurrency: { threads: slots },
    queue: { limit: queueLimit },
  });
  const work = ({ serviceMeanMs }: ServiceModel) => ({ work: { exponential: `${serviceMeanMs}ms` } });
  return {
    run: { length: `${seconds}s`, seed: 1 },
    network: {
      latency: `${networkMs}ms`,
      between: [{ from: 'users', to: 'gateway', latency: '0ms' }],
    },
    services: {
      gateway: {
        ...station(gateway),
        operations: {
          ask: [
            work(gateway),
            {
              parallel: [
                { call: 'a.serve', retry, timeout: `${a.timeoutMs}ms` },
                { call: 'b.serve', retry, timeout: `${b.timeoutMs}ms` },
              ],
            },
          ],
        },
      },
      a: { ...station(a), operations: { serve: [work(a)] } },
      b: { ...station(b), operations: { serve: [work(b)] } },
    },
    load: [
      {
        name: 'users',
        operation: 'gateway.ask',
        arrivals: { poisson: `${model.arrivalsPerSecond[variant]}/s` },
      },
    ],
  };
}
