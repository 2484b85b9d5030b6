/** The part of the page on scenarios that tells of health: checks, slow start, ejection and its presets. */
import { sayDuration } from '../fields/index.ts';
import { ejectionPresets } from '../sim/index.ts';
import { example } from './reference-examples.ts';
import { formsOf, keyTable } from './reference-table.ts';
import { type JsonSchema, property } from './written-schema.ts';

export function healthPart(service: JsonSchema): string[] {
  const health = property(service, 'health');
  const ejection = mappingOf(property(service, 'ejection'));
  return [
    '### health',
    'Who asks the replicas of a service how they are, and what its callers make of it. A replica that is down is chosen like any other until a check or an ejection tells.',
    keyTable(health),
    '#### check',
    'A checker asks each replica. Its calls are on an edge of their own, `payments/readiness -> payments.ping` (`payments/liveness` where a failure restarts; in a lane of its own, `-> payments`), which can be asked about and partitioned like others. In the shared lane they take slots and count among the calls of the operation.',
    keyTable(mappingOf(property(health, 'check'))),
    'At the start of the run every replica is in use until its first check says otherwise. A restarted replica has forgotten what it knew as a caller; where a second check removes, it joins when that check passes.',
    example({
      services: {
        payments: {
          operations: { ping: [{ work: '1ms' }] },
          health: {
            check: [
              { operation: 'ping', every: '5s', timeout: '500ms' },
              { lane: 'dedicated', 'on-failure': 'restart', 'start-up': '20s' },
            ],
            'membership-delay': '1s',
          },
        },
      },
    }),
    '#### slow-start',
    'Balancers that look at weights, or take turns, give a replica that joins again only a part of its share at first. `ring-hash` knows no such thing.',
    keyTable(mappingOf(property(health, 'slow-start'))),
    example({
      services: {
        payments: {
          health: {
            check: { lane: 'dedicated', every: '5s' },
            'slow-start': { window: '30s', 'at-least': '10%', aggression: 2 },
          },
        },
      },
    }),
    '### ejection',
    'How each caller replica treats replicas that fail it; it sees only its own calls, of all operations together. What is cancelled, or lost without a trace, is neither a failure nor a success.',
    keyTable(ejection),
    ...(['success-rate', 'failure-share'] as const).flatMap((key) => [
      `\`${key}\` is \`none\`, or has`,
      keyTable(mappingOf(property(ejection, key))),
    ]),
    'What is not written is as in the preset:',
    presetTable(),
    Object.values(ejectionPresets)
      .map(({ name, sentence }) => `- \`${name}\`: ${sentence}`)
      .join('\n'),
    'With `return: sweep` the n-th ejection in a row is n times as long as the first, and a replica that was back for a whole interval is forgiven one of them at each sweep. A caller with fewer candidates than `panic` disregards health, and asks everybody or nobody (`on-panic`); where all are held out and panic is off, its call is rejected.',
    example({
      services: {
        payments: { ejection: { preset: 'envoy', consecutive: 3, most: '50%' }, health: { panic: '30%' } },
      },
    }),
    example({ services: { payments: { ejection: 'linkerd' } } }),
  ];
}

/** The form that has keys, of a value that may be written short or long. */
function mappingOf(schema: JsonSchema): JsonSchema {
  return formsOf(schema).find(({ properties }) => properties !== undefined) ?? {};
}

function presetTable(): string {
  const presets = Object.values(ejectionPresets);
  const keys = Object.keys(presets[0].words) as (keyof (typeof presets)[0]['words'])[];
  const row = (key: string, values: readonly string[]) => `| \`${key}\` | ${values.join(' | ')} |`;
  return [
    `| | ${presets.map(({ name }) => name).join(' | ')} |`,
    `|---|${presets.map(() => '---|').join('')}`,
    ...keys.map((key) =>
      row(
        key,
        // Where a probe decides there are no sweeps.
        presets.map(({ words }) =>
          key === 'every' && words.return === 'probe' ? '–' : sayWord(key, words[key]),
        ),
      ),
    ),
    row(
      'panic',
      presets.map(({ panic }) => percent(panic)),
    ),
  ].join('\n');
}

const SHARES: readonly string[] = ['most', 'jitter', 'at-least'];
const LENGTHS: readonly string[] = ['every', 'base', 'longest'];

function sayWord(key: string, value: unknown): string {
  if (typeof value === 'number' && SHARES.includes(key)) return percent(value);
  if (typeof value === 'number' && LENGTHS.includes(key)) return sayDuration(value);
  if (Array.isArray(value)) return value.join(', ');
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.entries(value)
    .map(([inner, each]) => `${inner}: ${sayWord(inner, each)}`)
    .join(', ');
}

function percent(value: number): string {
  return `${value * 100}%`;
}
