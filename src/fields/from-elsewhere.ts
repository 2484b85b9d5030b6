/**
 * Words that people bring from other tools, and what is written for them here. The same word may mean
 * different things in different places: the first of its meanings that is known there is meant.
 */

export interface Meaning {
  /** The key it becomes here. */
  readonly key: string;
  /** What to write, where another key alone is not all. */
  readonly write?: string;
}

const threads: Meaning = { key: 'concurrency', write: 'concurrency: { threads: 20 }' };
const arrivals: Meaning = { key: 'arrivals', write: 'arrivals: { poisson: 50/s }' };
const attempts: Meaning = { key: 'retry', write: 'retry: { attempts: 3 }' };
const key = (name: string): Meaning => ({ key: name });

/** In small letters, without hyphens and underscores. */
const WORDS: Readonly<Record<string, readonly Meaning[]>> = {
  // services
  instances: [key('replicas')],
  count: [key('replicas')],
  pods: [key('replicas')],
  nodes: [key('replicas')],
  threads: [threads],
  workers: [key('threads'), threads],
  poolsize: [key('threads'), threads],
  connections: [key('threads'), threads],
  endpoints: [key('operations')],
  outlierdetection: [key('ejection')],
  size: [key('limit')],
  capacity: [key('limit')],
  // calls
  timeoutms: [key('timeout')],
  deadline: [key('timeout')],
  retries: [attempts],
  maxretries: [key('attempts'), attempts],
  maxattempts: [key('attempts'), attempts],
  circuitbreaker: [key('breaker')],
  ratelimit: [key('limiter')],
  ratelimiter: [key('limiter')],
  // steps
  compute: [key('work')],
  wait: [key('sleep')],
  http: [key('call')],
  rpc: [key('call')],
  request: [key('call')],
  emit: [key('publish')],
  enqueue: [key('send')],
  // load and run
  qps: [key('poisson'), arrivals],
  rps: [key('poisson'), arrivals, key('throughput')],
  rate: [key('poisson'), arrivals],
  duration: [key('for'), key('length')],
  start: [key('at')],
  end: [key('until')],
  // faults; a step computes with what is a slow machine there
  kill: [key('crash')],
  terminate: [key('crash')],
  latency: [key('delay')],
  lag: [key('delay')],
  cpu: [key('work'), key('slow')],
  memory: [key('memory-leak')],
  oom: [key('memory-leak')],
  blackhole: [key('partition')],
  packetloss: [key('loss')],
  drop: [key('loss')],
  exception: [key('errors')],
  freeze: [key('pause')],
  // expectations
  errorrate: [key('failure')],
  min: [key('at-least')],
  max: [key('at-most')],
};

/** What a word from elsewhere is here, where these keys are known. */
export function meaningOf(word: string, known: readonly string[]): Meaning | undefined {
  const plain = word.toLowerCase().replace(/[-_]/g, '');
  if (!Object.hasOwn(WORDS, plain)) return undefined;
  return WORDS[plain].find((meaning) => known.includes(meaning.key));
}
