/** Comments that allow a finding, and what becomes of those that allow nothing. */
import { describe, expect, it } from 'vitest';
import { lint } from '../../src/lint/index.ts';
import { EXAMPLE_HEAD } from '../../src/lint/page.ts';
import { frames } from '../../src/scenario/index.ts';
import { scenarioOf } from '../scenario/support/mistakes.ts';
import { codesOf, exampleOf, lintOf } from './support/findings.ts';

/** The example of L116, with something in the place of the line that is found. */
const queue = (line: string) => exampleOf('L116', ['    queue: { limit: 400 }\n', `${line}\n`]);
const allowedIn = (text: string) =>
  lintOf(text).allowed.map(({ finding, reason }) => `${finding.code}${reason === '' ? '' : `: ${reason}`}`);

describe('a comment allows a finding', () => {
  it.each([
    ['on its line', '    queue: { limit: 400 } # knockon: allow L116'],
    ['on the line above', '    # knockon: allow L116\n    queue: { limit: 400 }'],
    [
      'above other comments and empty lines',
      '    # knockon: allow L116\n\n    # four hundred\n    queue: { limit: 400 }',
    ],
    ['among other codes', '    queue: { limit: 400 } # knockon: allow L116, L101'],
  ])('%s', (_, line) => {
    expect(allowedIn(queue(line))).toEqual(['L116']);
    expect(codesOf(queue(line)).filter((code) => code !== 'L199')).toEqual([]);
  });

  it.each([
    ['behind a colon', '# knockon: allow L116: it is the lesson'],
    ['in brackets', '# knockon: allow L116 (it is the lesson)'],
    ['behind a dash', '# knockon: allow L116 - it is the lesson'],
    ['and nothing else', '#knockon:allow L116 it is the lesson'],
  ])('with a reason %s', (_, comment) => {
    expect(allowedIn(queue(`    queue: { limit: 400 } ${comment}`))).toEqual(['L116: it is the lesson']);
  });

  it('everywhere in its file, with a reason too', () => {
    const shops = (comment: string) => `${comment}
services:
  one: { concurrency: { threads: 1 }, operations: { serve: [ { work: 100ms } ] } }
  two: { concurrency: { threads: 1 }, operations: { serve: [ { work: 100ms } ] } }
load:
  - { name: some, operation: one.serve, arrivals: { poisson: 5/s }, timeout: 1s }
  - { name: others, operation: two.serve, arrivals: { poisson: 5/s }, timeout: 1s }`;
    expect(codesOf(shops('# knockon: allow L116: both'))).toEqual(['L116', 'L199']);
    const everywhere = shops('# knockon: allow L116 everywhere: both are like that');
    expect(allowedIn(everywhere)).toEqual(['L116: both are like that', 'L116: both are like that']);
    expect(codesOf(everywhere)).toEqual([]);
    expect(codesOf(shops('# knockon: allow L116 L101 everywhere'))).toEqual(['L199']);
  });

  it('and no other one', () => {
    expect(codesOf(queue('    queue: { limit: 400 } # knockon: allow L101'))).toEqual(['L116', 'L199']);
    expect(codesOf(queue('    queue: # knockon: allow L116\n      limit: 400'))).toEqual(['L116', 'L199']);
  });

  it('only where it is a comment', () => {
    const described = `description: |\n  # knockon: allow L116\n${queue('    queue: { limit: 400 }')}`;
    expect(codesOf(described)).toEqual(['L116']);
    expect(codesOf(`question: "why # knockon: allow L101"\n${queue('    queue: { limit: 400 }')}`)).toEqual([
      'L116',
    ]);
  });

  it('in a file that is extended', () => {
    const read = (path: string) =>
      path === 'base.yaml'
        ? queue('    queue: { limit: 400 } # knockon: allow L116: the shop is like that')
        : undefined;
    const extended = scenarioOf(`extends: base.yaml\n${EXAMPLE_HEAD}`, { read });
    expect(lint(extended)).toMatchObject({ findings: [], allowed: [{ reason: 'the shop is like that' }] });
  });
});

describe('a comment that allows nothing is a finding', () => {
  const told = (text: string) => {
    const scenario = scenarioOf(EXAMPLE_HEAD + text);
    return frames(lint(scenario).findings, scenario.sources, { color: false });
  };

  it('at the code that finds nothing there', () => {
    expect(told(queue('    queue: { limit: 40 } # knockon: allow L116 L104'))).toBe(
      `warning[L199]: L116 finds nothing here: this allows nothing
 --> shop.yaml:6:43
  |
5 |     concurrency: { threads: 10 }
6 |     queue: { limit: 40 } # knockon: allow L116 L104
  |                                           ^^^^ remove it

warning[L199]: L104 finds nothing here: this allows nothing
 --> shop.yaml:6:48
  |
5 |     concurrency: { threads: 10 }
6 |     queue: { limit: 40 } # knockon: allow L116 L104
  |                                                ^^^^ remove it`,
    );
  });

  it.each([
    ['a code there is not', 'allow L117: x', 'L117 finds nothing here'],
    ['a code that was never there', 'allow L999', 'no finding has the code L999'],
    ['a code that is nearly one', 'allow L1166', 'did you mean L116?'],
    ['no code', 'allow', 'allow which finding?'],
    ['a mistake, which cannot be allowed', 'allow E201', 'allow which finding?'],
    ['its own finding', 'allow L199', 'no finding has the code L199'],
    ['another verb', 'alow L116', 'write allow'],
    ['nothing at all', '', 'this remark says nothing'],
  ])('with %s', (_, remark, sentence) => {
    expect(told(queue(`    queue: { limit: 40 } # knockon: ${remark}`))).toContain(sentence);
  });

  it('but not where other comments stand', () => {
    expect(told(queue('    queue: { limit: 40 } # knockon is a bird that knocks'))).toBe('');
  });

  it('but not in a file that others extend: it may be for one of them', () => {
    const read = (path: string) =>
      path === 'base.yaml' ? queue('    queue: { limit: 40 } # knockon: allow L116') : undefined;
    expect(lint(scenarioOf(`extends: base.yaml\n${EXAMPLE_HEAD}`, { read })).findings).toEqual([]);
  });
});

describe('a finding', () => {
  it('is told once for a place that many calls have in common', () => {
    const text = `services:
  web: { concurrency: { threads: 10 }, operations: { ask: [ { call: back.work, policies: hasty }, { call: back.rest, policies: hasty } ] } }
  back: { concurrency: { threads: 10 }, queue: { limit: 1 }, operations: { work: [ { work: 20ms } ], rest: [ { work: 30ms } ] } }
policies: { hasty: [ { timeout: 10ms } ] }
load:
  - { name: people, operation: web.ask, arrivals: { poisson: 10/s } }`;
    const { findings } = lintOf(text);
    expect(findings.map(({ code, range }) => [code, range?.line])).toEqual([['L113', 6]]);
  });

  it('stands where the value was set, be it in another file', () => {
    const [finding] = lintOf(queue('    queue: { limit: 40 }'), {
      set: ['services.shop.queue.limit=500'],
    }).findings;
    expect(finding).toMatchObject({ code: 'L116', file: '--set' });
  });
});
