/** Presets alone: where a timeout is missing, the help says whether that system has one. */
import { describe, expect, it } from 'vitest';
import { lintOf } from './support/findings.ts';

const shop = (policies: string) => `services:
  web:
    concurrency: { threads: 50 }
    operations:
      checkout: [ { call: orders.place, ${policies} } ]
  orders:
    concurrency: { threads: 20 }
    queue: { limit: 20 }
    operations:
      place: [ { work: 20ms } ]
load:
  - { name: shoppers, operation: web.checkout, arrivals: { poisson: 50/s } }
`;

it.each([
  ['policies: { preset: grpc }', 'L114', 'a timeout on this call; grpc has none by default'],
  ['policies: { preset: istio }', 'L114', 'istio has none by default'],
  ['policies: { preset: finagle }', 'L114', 'finagle has none by default'],
  ['policies: { preset: linkerd }', 'L115', 'linkerd has none by default'],
  ['policies: { preset: aws-sdk }', 'L115', 'aws-sdk has none by default'],
  ['policies: [ { retry: { preset: linkerd } } ]', 'L115', 'linkerd has none by default'],
  ['retry: { preset: envoy }', 'L115', 'envoy has one by default: timeout: { preset: envoy }'],
])('%s', (policies, code, help) => {
  const found = lintOf(shop(policies)).findings.find((each) => each.code === code);
  expect(found?.hint).toContain(help);
});

it.each(['envoy', 'resilience4j', 'hystrix', 'polly', 'dotnet', 'dotnet-hedging'])(
  'the chain of %s ends every call',
  (system) => {
    const codes = lintOf(shop(`policies: { preset: ${system} }`)).findings.map(({ code }) => code);
    expect(codes).not.toContain('L114');
    expect(codes).not.toContain('L115');
  },
);

it('says nothing of defaults where there is no preset', () => {
  const [found] = lintOf(shop('retry: { attempts: 3 }')).findings.filter(({ code }) => code === 'L115');
  expect(found.hint).toBe('a timeout after the retry: it then limits each attempt');
});

describe('a retry that is shut in by the timeout of its chain (L120)', () => {
  const found = (policies: string) =>
    lintOf(shop(`policies: ${policies}`)).findings.find(({ code }) => code === 'L120');

  it('is told what can be written: nobody can turn the order of a whole chain around', () => {
    expect(found('{ preset: envoy }')?.hint).toContain('policies: [ { preset: envoy }, { timeout: … } ]');
    expect(found('{ preset: envoy, retry: { attempts: 3 } }')?.hint).toContain('behind the preset');
  });

  it('is mended by either', () => {
    expect(found('[ { preset: envoy }, { timeout: 2s } ]')).toBeUndefined();
    expect(found('{ preset: envoy, retry: { on: [ error, refused ] } }')).toBeUndefined();
  });
});

it('says of a bulkhead that came with a chain where its limit can be written', () => {
  const found = (policies: string) =>
    lintOf(shop(`policies: ${policies}`)).findings.find(({ code }) => code === 'L133');
  expect(found('{ preset: envoy }')?.hint).toBe('{ preset: envoy, bulkhead: { limit: … } }, fewer than 50');
  expect(found('{ preset: envoy, bulkhead: { limit: 20 } }')).toBeUndefined();
});
