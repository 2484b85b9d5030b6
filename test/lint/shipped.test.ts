/** What we ship is free of findings, or says why it is not. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { STARTER } from '../../src/cli/starter.ts';
import { lint } from '../../src/lint/index.ts';
import { frames, type Scenario } from '../../src/scenario/index.ts';
import { scenarioOf } from '../scenario/support/mistakes.ts';
import { scenariosIn } from '../scenarios/shipped.ts';

const told = (scenario: Scenario) => frames(lint(scenario).findings, scenario.sources, { color: false });

describe('a shipped scenario', () => {
  it.each([...scenariosIn('scenarios'), ...scenariosIn('scenarios/regressions')])(
    '$name is free of findings',
    ({ scenario }) => {
      expect(told(scenario)).toBe('');
    },
  );

  it.each([...scenariosIn('scenarios'), ...scenariosIn('scenarios/regressions')])(
    '$name gives a reason for what it allows',
    ({ scenario }) => {
      for (const { finding, reason } of lint(scenario).allowed)
        expect(reason, finding.code).toMatch(/\w+ \w+/);
    },
  );

  it('may be about what is found in it', () => {
    const allowedIn = (name: string) =>
      scenariosIn('scenarios').flatMap((one) =>
        one.name === name ? lint(one.scenario).allowed.map(({ finding }) => finding.code) : [],
      );
    expect(allowedIn('retry-storm').toSorted()).toEqual(['L104', 'L116', 'L138']);
    expect(allowedIn('long-queue')).toEqual(['L116']);
    expect(allowedIn('slow-dependency')).toEqual(['L114']);
    expect(allowedIn('retry-storm-budget').toSorted()).toEqual(['L116', 'L138']);
    expect(allowedIn('zombie-work')).toEqual(['L116']);
    expect(allowedIn('layered-retries')).toContain('L121');
    expect(allowedIn('healthy')).toEqual([]);
  });
});

describe('what one starts from', () => {
  it('is free of findings: the scenario that new writes', () => {
    expect(told(scenarioOf(STARTER))).toBe('');
  });

  it('is free of findings: the system of the reference', () => {
    expect(
      told(scenarioOf(readFileSync(new URL('../../docs/reference/example.yaml', import.meta.url), 'utf8'))),
    ).toBe('');
  });
});
