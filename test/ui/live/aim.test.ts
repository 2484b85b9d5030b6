/** Which faults can be aimed at what, made from the catalog alone. */
import { expect, test } from 'vitest';
import { mapOf } from '../../../src/present/map.ts';
import { type FaultName, faults, Run } from '../../../src/sim/index.ts';
import { choicesFor, cures, sayChoice, withOption, written } from '../../../src/ui/live/aim.ts';
import { Session } from '../../../src/ui/live/session.ts';
import { planOf } from '../../support/simulate.ts';
import { SHOP, shopPlan, tickingClock } from './shop.ts';

const plan = shopPlan();
const map = mapOf(plan.directory);
const noPush = () => [];
const choicesOf = (id: string) => {
  const node = map.nodes.find((each) => each.id === id);
  if (node === undefined) throw new Error(`no ${id}`);
  return choicesFor(plan, map, node, noPush);
};

test('a service can be hit itself, on the calls into it, and in one of its operations', () => {
  const said = choicesOf('service:web').map(sayChoice);
  expect(said).toEqual(expect.arrayContaining(['slow web', 'crash web', 'errors web', 'errors web.browse']));
  expect(said).toEqual(expect.arrayContaining(['delay shoppers -> web', 'partition visitors -> web']));
  expect(said.filter((text) => text.includes('orders'))).toEqual([]);
});

test('a load can surge, and a queue has a broker that can be away', () => {
  expect(choicesOf('load:shoppers').map(sayChoice)).toContain('surge shoppers');
  expect(choicesOf('queue:invoices').map(sayChoice)).toEqual(['outage jobs', 'flush jobs']);
});

test('what would find nothing there is not offered', () => {
  expect(choicesOf('load:shoppers').map(sayChoice)).not.toContain('hot-key shoppers');
  expect(choicesOf('service:payments').map(sayChoice)).not.toContain('no-retries payments');
});

test('a load that asks for one thing only has no mix to shift; of another one its own operations are named', () => {
  expect(choicesOf('load:shoppers').map(sayChoice)).not.toContain('mix-shift shoppers');
  const { operation: _, ...visitors } = SHOP.load[1];
  const load = [SHOP.load[0], { ...visitors, mix: { 'web.checkout': 3, 'web.browse': 1 } }];
  const mixed = planOf({ ...SHOP, load });
  const node = map.nodes.find(({ id }) => id === 'load:visitors') as (typeof map.nodes)[0];
  const choice = choicesFor(mixed, map, node, noPush).find(({ kind }) => kind === 'mix-shift');
  expect(written(choice as typeof choice & {})).toEqual({
    'mix-shift': 'visitors',
    operation: 'web.browse',
    share: '90%',
  });
});

test('of what is over in an instant no length is asked', () => {
  const names = (id: string, said: string) =>
    choicesOf(id)
      .find((choice) => sayChoice(choice) === said)
      ?.fields.map(({ name }) => name);
  expect(names('load:shoppers', 'burst shoppers')).toEqual(['requests']);
  expect(names('queue:invoices', 'flush jobs')).toEqual([]);
  expect(names('service:web', 'flush web')).toEqual([]);
  expect(names('load:shoppers', 'surge shoppers')).toContain('for');
});

test('the defaults are those of the examples', () => {
  const choices = choicesOf('service:payments');
  const of = (text: string) =>
    written(choices.find((choice) => sayChoice(choice) === text) as (typeof choices)[0]);
  expect(of('slow payments')).toEqual({ slow: 'payments', factor: 10, replicas: 'all' });
  expect(of('crash payments')).toEqual({ crash: 'payments', replicas: 'one' });
  expect(of('delay orders -> payments')).toEqual({ delay: 'orders -> payments', by: '100ms' });
});

test('every fault of the catalog is offered somewhere, but those that need what is not there', () => {
  const missing = (offered: Set<FaultName>) =>
    (Object.keys(faults) as FaultName[]).filter((name) => !offered.has(name));
  const here = new Set(map.nodes.flatMap(({ id }) => choicesOf(id).map(({ kind }) => kind)));
  // Zones are no place on the map; the others need a choice, keys, clients with policies, a check, or room for more replicas.
  expect(missing(here)).toEqual([
    'poison',
    'mix-shift',
    'hot-key',
    'impatient-clients',
    'zone-outage',
    'misjudge',
    'scale',
    'open-breaker',
  ]);
  const load = SHOP.load.map(({ operation, ...each }) => ({
    ...each,
    ...(each.name === 'visitors' ? { mix: { 'web.browse': 3, 'web.checkout': 1 } } : { operation }),
    keys: { count: 10 },
    retry: { attempts: 2 },
    breaker: {},
  }));
  const services = Object.fromEntries(
    Object.entries(SHOP.services).map(([name, each]) => [
      name,
      { ...each, scaling: { most: 4 }, health: { check: { lane: 'dedicated' } } },
    ]),
  );
  const keyed = planOf({ ...SHOP, services, load });
  const there = map.nodes.flatMap((node) => choicesFor(keyed, map, node, noPush).map(({ kind }) => kind));
  expect(missing(new Set(there))).toEqual(['zone-outage']);
});

test('what a fault has a value for comes first, what may be left out last', () => {
  const crash = choicesOf('service:payments').find((choice) => sayChoice(choice) === 'crash payments');
  expect(crash?.fields.map(({ name }) => name)).toEqual(['replicas', 'for', 'restart', 'warm-up', 'cold']);
});

test('whatever is offered can be injected as it stands, and the run goes on', () => {
  for (const node of map.nodes) {
    for (const choice of choicesFor(plan, map, node, noPush)) {
      const session = new Session(plan, '7', tickingClock(0));
      session.run.advance(1e9);
      expect(session.inject(written(choice)), `${node.id}: ${sayChoice(choice)}`).toHaveProperty('name');
      session.run.advance(2e9);
      expect(session.run.checkLedger(), `${node.id}: ${sayChoice(choice)}`).toEqual([]);
    }
  }
});

test('a fault injected by hand is the same fault as one that was planned', () => {
  const session = new Session(plan, '7', tickingClock(0));
  session.run.advance(30e9);
  expect(session.inject({ crash: 'payments', replicas: 'one', for: '5s' })).toEqual({
    name: 'crash-payments',
  });
  session.run.advance(60e9);
  const untouched = new Run(plan, { seed: '7' });
  untouched.advance(60e9);
  const planned = new Run(shopPlan(), { seed: '7' });
  planned.advance(30e9);
  expect(planned.inject({ crash: 'payments', replicas: 'one', for: 5e9 })).toEqual([]);
  planned.advance(60e9);
  expect(session.run.loadHash(0)).toBe(planned.loadHash(0));
  expect(session.run.loadHash(0)).not.toBe(untouched.loadHash(0));
});

test('a push goes through what there is to set, and begins with what that is set to now', () => {
  const push = choicesOf('service:payments').find((each) => sayChoice(each) === 'config orders -> payments');
  const [setting, to] = push?.fields ?? [];
  expect([setting.value, to.value]).toEqual(['retry.attempts', '3']);
  const options = setting.options ?? [];
  const timeout = options.find(({ value }) => value === 'timeout.after');
  expect(timeout).toMatchObject({ hint: '300ms in the scenario', sets: { name: 'to', value: '300ms' } });
  const other = withOption(push as typeof push & {}, 0, timeout as typeof timeout & {});
  expect(written(other)).toEqual({ config: 'orders -> payments', setting: 'timeout.after', to: '300ms' });
});

test('what was pushed is said to be so, and the next push begins with it', () => {
  const session = new Session(plan, '7', tickingClock(0));
  session.run.advance(1e9);
  expect(session.inject({ config: 'orders', setting: 'timeout.after', to: '2s' })).toHaveProperty('name');
  session.run.advance(2e9);
  const node = map.nodes.find(({ id }) => id === 'service:payments') as (typeof map.nodes)[0];
  const push = choicesFor(plan, map, node, (target) => session.run.pushedAt(target)).find(
    (each) => sayChoice(each) === 'config orders -> payments',
  );
  const timeout = push?.fields[0].options?.find(({ value }) => value === 'timeout.after');
  expect(timeout?.hint).toBe('2s (pushed); 300ms in the scenario');
  expect(timeout?.sets?.value).toBe('2s');
});

test('what has no value now is among the options all the same, behind those that have one', () => {
  const push = choicesOf('service:payments').find((each) => sayChoice(each) === 'config orders -> payments');
  const hints = push?.fields[0].options?.map(({ hint }) => hint) ?? [];
  expect(hints).toContain('not set in the scenario');
  expect(hints.indexOf('not set in the scenario')).toBeGreaterThan(
    hints.findLastIndex((hint) => /^\d/.test(hint)),
  );
});

test('every push that is offered can be made as it is offered', () => {
  for (const { id } of map.nodes) {
    for (const choice of choicesOf(id).filter(({ kind }) => kind === 'config')) {
      for (const option of choice.fields[0].options ?? []) {
        if (option.sets?.value === '') continue;
        const session = new Session(plan, '7', tickingClock(0));
        expect(session.inject(written(withOption(choice, 0, option)))).toHaveProperty('name');
      }
    }
  }
});

test('cures are what operators do, and pushes; what only breaks things is none', () => {
  const said = cures(choicesOf('service:payments')).map(sayChoice);
  expect(said).toEqual(
    expect.arrayContaining(['restart payments', 'shed payments', 'config orders -> payments']),
  );
  expect(said).toContain('no-retries orders -> payments');
  expect(said).not.toContain('crash payments');
  expect(said.at(-1)).toBe('config orders -> payments');
});
