/** By what a run is divided into before, during and after, and what leaves that alone. */
import { expect, test } from 'vitest';
import { loadScenario, type Scenario } from '../../src/scenario/index.ts';
import { Run } from '../../src/sim/index.ts';

const shop = (faults: string) => `title: A shop
run: { length: 60s, warmup: 10s }
services:
  api:
    concurrency: { threads: 8 }
    scaling: { most: 4 }
    operations: { place: [ { work: 20ms } ] }
load:
  - { name: people, operation: api.place, arrivals: { constant: 200/s } }
faults: [ ${faults} ]
`;

const SLOW = '{ slow: api, factor: 20, at: 30s, for: 10s }';
const CURE = '{ scale: api, to: 4, when: { utilisation: api, above: 90% }, for: 20s }';

function scenarioOf(faults: string, without: string[] = []): Scenario {
  const loaded = loadScenario({ name: 'shop.yaml', text: shop(faults) }, { without });
  if (!('scenario' in loaded)) throw new Error(loaded.diagnostics.map(({ sentence }) => sentence).join('; '));
  return loaded.scenario;
}

function ranOf(faults: string, without: string[] = []): Run {
  const run = new Run(scenarioOf(faults, without).plan);
  run.advance();
  return run;
}

const phasesOf = ({ phases }: Run) =>
  phases
    .filter(({ name }) => name.endsWith('-faults'))
    .map(({ name, from, to }) => `${name.slice(0, -7)} ${from / 1e9}-${to / 1e9}`);

const DIVIDED = ['before 10-30', 'during 30-40', 'after 40-60'];

test('a cure that outlasts what it is for does not stretch the time of the faults', () => {
  const cured = ranOf(`${SLOW}, ${CURE}`);
  const [slow, cure] = cured.faults;
  expect(cure.begun + cure.length).toBeGreaterThan(slow.at + slow.length);
  expect(phasesOf(cured)).toEqual(DIVIDED);
  expect(phasesOf(ranOf(`${SLOW}, ${CURE}`, ['scale']))).toEqual(DIVIDED);
  expect(cured.phase('during-faults')?.length).toBe(10e9);
});

test('a push that is the operators’ act moves no phase, and a restart that is none does', () => {
  const push = '{ config: api, setting: slots, to: 16, at: 35s';
  expect(phasesOf(ranOf(`${SLOW}, ${push} }`))).toEqual(['before 10-30', 'during 30-60']);
  const cured = `${SLOW}, ${push}, action: true }`;
  expect(phasesOf(ranOf(cured))).toEqual(DIVIDED);
  expect(phasesOf(ranOf(cured, ['config']))).toEqual(DIVIDED);
  const restart = '{ restart: api, down: 1s, at: 50s';
  expect(phasesOf(ranOf(`${SLOW}, ${restart} }`))).toEqual(DIVIDED);
  expect(phasesOf(ranOf(`${SLOW}, ${restart}, action: false }`))).toEqual([
    'before 10-30',
    'during 30-51',
    'after 51-60',
  ]);
});

test('where operators alone do something, the phases go by that', () => {
  expect(phasesOf(ranOf('{ drain: api, at: 20s, for: 5s }'))).toEqual([
    'before 10-20',
    'during 20-25',
    'after 25-60',
  ]);
});

test('a fault that is left out leaves the phases the time it would have had', () => {
  const calm = ranOf(SLOW, ['slow']);
  expect(calm.faults).toEqual([]);
  expect(phasesOf(calm)).toEqual(DIVIDED);
  expect(phasesOf(ranOf(`${SLOW}, ${CURE}`, ['slow']))).toEqual(DIVIDED);
  const again = `{ slow: api, factor: 2, at: 20s, for: 2s, repeat: { every: 5s, times: 3 } }`;
  expect(phasesOf(ranOf(again, ['slow']))).toEqual(['before 10-20', 'during 20-32', 'after 32-60']);
  expect(ranOf(SLOW, ['slow']).hash).toBe(ranOf('').hash);
});

test('of two alike one can be left out, and the other keeps its name, or both', () => {
  const both = `${SLOW}, { slow: api, factor: 20, at: 50s, for: 5s }`;
  const names = (...without: string[]) => scenarioOf(both, without).plan.faults.map(({ name }) => name);
  expect(names('slow-api')).toEqual(['slow-api-2']);
  expect(names('slow-api-2')).toEqual(['slow-api']);
  expect(names('slow-api', 'slow-api-2')).toEqual([]);
  expect(phasesOf(ranOf(both, ['slow-api-2']))).toEqual(['before 10-30', 'during 30-55', 'after 55-60']);
});

test('a fault takes its phase along where what it would touch is left out with it', () => {
  const text = shop('{ no-retries: people, at: 30s, for: 10s }').replace(
    'constant: 200/s }',
    'constant: 200/s }, retry: { attempts: 2 }',
  );
  const loaded = loadScenario({ name: 'shop.yaml', text }, { without: ['no-retries', 'retry'] });
  if (!('scenario' in loaded)) throw new Error(loaded.diagnostics.map(({ sentence }) => sentence).join('; '));
  expect(phasesOf(new Run(loaded.scenario.plan))).toEqual(DIVIDED);
});

test('nobody can know the phases of a fault that waits and is left out, but the rest of the run is told', () => {
  const waiting = '{ slow: api, factor: 20, when: { busy: api, above: 2 }, for: 10s }';
  const calm = ranOf(`${waiting}, ${CURE}`, ['slow']);
  expect(calm.phases.map(({ name }) => name)).toEqual(['warm-up', 'whole']);
  expect(calm.phase('whole')?.length).toBe(50e9);
});

test('a fault that waits in vain is no part of the time of the faults once the run is over', () => {
  const inVain = `${SLOW}, { crash: api, when: { waiting: api, above: 100000 }, for: 5s }`;
  const run = new Run(scenarioOf(inVain).plan);
  run.advance(50e9);
  // it may still come
  expect(phasesOf(run)).toEqual(['before 10-30', 'during 30-60']);
  run.advance();
  expect(phasesOf(run)).toEqual(DIVIDED);
  expect(run.phase('after-faults')?.length).toBe(20e9);
});

test('who waits for a fault that is left out is told to be left out as well', () => {
  const chain = `${SLOW}, { crash: api, when: { ended: slow-api }, for: 1s }`;
  expect(() => scenarioOf(chain, ['slow'])).toThrow(/^this fault waits for slow-api, which is left out$/);
  expect(scenarioOf(chain, ['slow', 'crash']).plan.faults).toEqual([]);
});
