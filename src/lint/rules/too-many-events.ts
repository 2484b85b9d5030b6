/** L144: a run as it is written has more to handle than a run may unless told otherwise. */
import { sayCount, sayLength, sayRate, sayWhole } from '../../present/words.ts';
import { EVENTS_MOST } from '../../sim/index.ts';
import type { Rule } from '../rule.ts';
import { type LoadRate, type Part, roundsOf, type Sketch } from '../sketch/index.ts';

export const tooManyEvents: Rule = {
  code: 'L144',
  title: 'A run has more events than its budget',
  about:
    'Every request comes to some events: its arrival, each step that works or sleeps, and two messages for each call whose link takes time. As often as the loads ask, for as long as the run is, that is more than `knockon run` handles unless told otherwise: it would take many minutes, and stop before its end. Retries, hedges and refusals are not counted, and a system that is overloaded handles less.',
  formula: 'requests a second × events a request × length > 1,000,000,000',
  cure: 'A shorter `length` or less load: what a system does in a minute it does in an hour. Or a larger --max-events.',
  example: {
    scenario: `network: { latency: 1ms }
services:
  web:
    replicas: 10
    concurrency: { threads: 10000 }
    operations:
      ask: [ { work: 1ms } ]
load:
  - { name: people, operation: web.ask, arrivals: { poisson: 5000000/s } }`,
    mended: ['poisson: 5000000/s', 'poisson: 500000/s'],
  },
  find: (sketch) => {
    const { length } = sketch.scenario.plan;
    const seconds = length / 1e9;
    const loads = sketch.rates
      .filter(({ isCheck }) => !isCheck)
      .map((rate) => ({ rate, each: eventsOf(sketch, rate) }))
      .sort((a, b) => b.rate.usual * b.each - a.rate.usual * a.each);
    const total = loads.reduce((sum, { rate, each }) => sum + rate.usual * each * seconds, 0);
    if (!(total > EVENTS_MOST)) return [];
    const shown = loads
      .slice(0, MOST_TERMS)
      .map(({ rate, each }) => `${sayRate(rate.usual)} × ${sayCount(each)}`);
    const terms = loads.length > MOST_TERMS ? [...shown, '…'] : shown;
    const sum = terms.length === 1 ? terms[0] : `(${terms.join(' + ')})`;
    const [{ rate }] = loads;
    const longest = Math.floor((EVENTS_MOST / total) * seconds);
    return [
      {
        path: ['load', rate.line.index, rate.isOpen ? 'arrivals' : 'users'],
        sentence: `this run would come to about ${sayBillions(total)} events, and stops after ${sayBillions(EVENTS_MOST)}`,
        formula: `${sum} events × ${sayLength(length)} = ${sayBillions(total)} > ${sayBillions(EVENTS_MOST)}`,
        fix:
          longest < 1
            ? 'less load: a single second of it is too much'
            : `run: { length: ${sayLength(longest * 1e9)} }, or less load`,
      },
    ];
  },
};

const MOST_TERMS = 4;

function sayBillions(events: number): string {
  return events < 1e15 ? sayWhole(Number(events.toPrecision(2))) : events.toExponential(1);
}

/** What one request comes to. */
function eventsOf(sketch: Sketch, { line }: LoadRate): number {
  const { operations, sites } = sketch.visits[line.index];
  let events = 1;
  for (const [name, times] of operations)
    events += times * stepsOf(sketch.wiring.operations.get(name)?.parts ?? []);
  for (const [site, times] of sites) events += times * (site.roundTrip.median > 0 ? 2 : 0);
  return events;
}

/** Steps that take time, on average. */
function stepsOf(parts: readonly Part[]): number {
  return parts.reduce((sum, part) => {
    switch (part.kind) {
      case 'work':
      case 'sleep':
        return sum + 1;
      case 'all':
        return sum + part.strands.reduce((all, strand) => all + stepsOf(strand), 0);
      case 'one':
        return sum + part.choices.reduce((all, { share, parts: steps }) => all + share * stepsOf(steps), 0);
      case 'rounds':
        return sum + roundsOf(part, 1).rounds * stepsOf(part.parts);
      default:
        return sum;
    }
  }, 0);
}
