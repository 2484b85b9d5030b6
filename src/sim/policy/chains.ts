/**
 * Whole chains of policies as known systems lay them, outermost first, written as a scenario would
 * write them: `policies: { preset: resilience4j }`. Only what there is in the catalog, in its real order.
 */
import type { SystemName, Written } from './presets.ts';

export interface ChainPreset {
  /** One sentence: whose chain it is. */
  readonly sentence: string;
  readonly policies: readonly Written[];
}

const both = (system: SystemName, ...policies: readonly string[]): readonly Written[] =>
  policies.map((policy) => ({ [policy]: { preset: system } }));

/**
 * learn.microsoft.com, HttpStandardResilienceOptions: limiter, total timeout 30 s, retry, breaker, attempt
 * timeout 10 s; HttpRetryStrategyOptions: exponential with jitter, and Retry-After is honoured.
 */
const standardHandler: readonly Written[] = [
  { limiter: { preset: 'polly' } },
  { timeout: { preset: 'polly' } },
  {
    retry: {
      preset: 'polly',
      backoff: { base: '2s', kind: 'exponential', jitter: 'polly' },
      on: ['error', 'timed-out', 'refused', 'shed', 'expired'],
      pushback: 'honour',
    },
  },
  { breaker: { preset: 'polly' } },
  { timeout: '10s' },
];

export const chains = {
  grpc: {
    sentence: "A gRPC channel with a retry policy; the deadline is the caller's to add outside.",
    policies: both('grpc', 'retry'),
  },
  // The route's timeout spans all tries (config.route.v3.RouteAction.timeout). Each try asks the cluster's
  // circuit breakers, which are limits; an overflow is not tried again (RetryStateImpl::wouldRetryFromReset).
  envoy: {
    sentence:
      'A route of the Envoy proxy to a cluster over HTTP/1.1: its timeout around its retries, and the limits that it calls circuit breakers.',
    policies: both('envoy', 'timeout', 'retry', 'bulkhead'),
  },
  istio: {
    sentence: 'The Istio mesh: retries at another replica, each with a limit for connecting.',
    policies: both('istio', 'retry', 'timeout'),
  },
  linkerd: {
    sentence: 'The Linkerd mesh, for a service that asks for retries.',
    policies: both('linkerd', 'retry'),
  },
  // StackClient: Retries lies above the endpoint stack, the nack filter below it.
  finagle: {
    sentence: 'A Finagle client: requeues under a budget, around the filter that throttles on nacks.',
    policies: both('finagle', 'retry', 'throttle'),
  },
  'aws-sdk': {
    sentence: 'The AWS SDK for JavaScript, version 3, in its standard mode.',
    policies: both('aws-sdk', 'retry'),
  },
  // botocore's limiter stands before each try (`before-send`); that of the SDK for JavaScript before the first alone.
  'aws-sdk-adaptive': {
    sentence: 'The AWS SDKs in their adaptive mode: the standard retries, around a rate for each try.',
    policies: both('aws-sdk', 'retry', 'adaptive-rate'),
  },
  // resilience4j.readme.io, "Getting started with resilience4j-spring-boot": Retry (CircuitBreaker
  // (RateLimiter (TimeLimiter (Bulkhead (function))))).
  resilience4j: {
    sentence: 'resilience4j under Spring Boot: the order of its aspects.',
    policies: both('resilience4j', 'retry', 'breaker', 'limiter', 'timeout', 'bulkhead'),
  },
  // Hystrix wiki, How it Works: the circuit is asked first, then the pool, and the timeout is around the run.
  hystrix: {
    sentence: 'A Hystrix command without a fallback: circuit, pool and timeout, and no retry.',
    policies: both('hystrix', 'breaker', 'bulkhead', 'timeout'),
  },
  polly: {
    sentence: 'The same as `dotnet`: Polly itself lays no chain, its HTTP package does.',
    policies: standardHandler,
  },
  dotnet: {
    sentence: "The standard resilience handler of .NET, which is made of Polly's strategies.",
    policies: standardHandler,
  },
  // learn.microsoft.com, HttpStandardHedgingResilienceOptions: total timeout 30 s, hedging, then for each endpoint
  // (scheme, host and port: a service, not one of its replicas) limiter, breaker, attempt timeout 10 s.
  'dotnet-hedging': {
    sentence: 'The standard hedging handler of .NET: another try after 2s instead of retries.',
    policies: [
      { timeout: { preset: 'polly' } },
      { hedge: { preset: 'polly' } },
      { limiter: { preset: 'polly' } },
      { breaker: { preset: 'polly' } },
      { timeout: '10s' },
    ],
  },
} as const satisfies Readonly<Record<string, ChainPreset>>;
