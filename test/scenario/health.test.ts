/** Health and ejection that can have no effect, or contradict themselves, are told. */
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { framesOf, smallest } from './support/mistakes.ts';

type Raw = Record<string, unknown>;

/** The smallest scenario, its service with three replicas and other keys. */
function withService(keys: Raw): string {
  const scenario = parse(smallest()) as { services: Record<string, Raw> };
  const [name] = Object.keys(scenario.services);
  Object.assign(scenario.services[name], { replicas: 3 }, keys);
  return stringify(scenario);
}

const DEDICATED = { lane: 'dedicated' };

const MISTAKEN: readonly [story: string, keys: Raw, sentence: string][] = [
  ['a shared check without an operation', { health: { check: {} } }, 'asks for one of the operations'],
  [
    'a check of an operation that is not there',
    { health: { check: { operation: 'redy' } } },
    'unknown operation of web "redy"',
  ],
  [
    'an operation for a lane of its own',
    { health: { check: { ...DEDICATED, operation: 'home' } } },
    'asks for no operation',
  ],
  ['two checks that both remove', { health: { check: [DEDICATED, DEDICATED] } }, 'two checks both remove'],
  [
    'a start-up where nothing is restarted',
    { health: { check: { ...DEDICATED, 'start-up': '3s' } } },
    'only means something with on-failure: restart',
  ],
  ['a slow start of nobody', { health: { 'slow-start': '30s' } }, 'no replica ever comes back'],
  [
    'a slow start on a ring',
    { balancer: 'ring-hash', health: { check: DEDICATED, 'slow-start': '30s' } },
    'ring-hash knows no slow start',
  ],
  ['panic about nothing', { health: { panic: '30%' } }, 'never panic'],
  [
    'a longest ejection that is shorter than the first',
    { ejection: { longest: '10s' } },
    'the longest ejection is shorter than the first',
  ],
  [
    'an ejection of nobody',
    { ejection: { consecutive: 'none', 'success-rate': 'none' } },
    'nothing here ever ejects a replica',
  ],
  ['sweeps for a probe', { ejection: { preset: 'linkerd', every: '3s' } }, 'has no sweeps'],
  ['a preset that is not there', { ejection: 'envoi' }, 'did you mean "envoy"?'],
  ['a check every nothing', { health: { check: { ...DEDICATED, every: '0s' } } }, 'every'],
];

describe('health that is mistaken', () => {
  it.each(MISTAKEN)('%s', (_, keys, sentence) => {
    expect(framesOf(withService(keys))).toContain(sentence);
  });

  it('is all right as the reference writes it', () => {
    const keys = {
      health: {
        check: [DEDICATED, { ...DEDICATED, 'on-failure': 'restart', 'start-up': '20s' }],
        'membership-delay': '1s',
        panic: '30%',
        'slow-start': '30s',
      },
      ejection: { preset: 'envoy', 'failure-share': {}, most: '50%' },
    };
    expect(framesOf(withService(keys))).toBe('');
  });
});
