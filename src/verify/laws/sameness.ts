/** The same scenario, seed and commands are the same run: twice, in steps, rewound, forked, watched or not. */
import type { Run } from '../../sim/index.ts';
import type { Law, Ruling } from './contract.ts';
import { EARLY, eventful, eventfulPlan, MIDDLE, plannedSlow, slowByHand } from './eventful.ts';

/** Everything that tells two runs apart, in one line. */
function tale(run: Run): string {
  return `${run.hash} ${run.stateHash()} ${run.events}`;
}

function toEnd(run: Run): Run {
  run.advance();
  return run;
}

/** Whether two runs are one, told by their hash. */
function same(first: string, second: string, what: string): Ruling {
  const [hash, , events] = first.split(' ');
  const [other] = second.split(' ');
  if (first === second) return { holds: true, told: `${what}: ${hash}, ${events} events` };
  const difference = hash === other ? 'the same hash, another state' : `${hash} and ${other}`;
  return { holds: false, told: `${what}: ${difference}` };
}

/** The first that does not hold, or the last. */
function all(rulings: readonly Ruling[]): Ruling {
  return rulings.find(({ holds }) => !holds) ?? rulings[rulings.length - 1];
}

/**
 * Hash of the eventful system at seed 1: what every machine and every version of Node must come to. It
 * changes only when the simulated world does; then the check tells the new one.
 */
const RECORDED = '630fc0ea76ef23f3';

export const sameness: readonly Law[] = [
  {
    name: 'recorded',
    title: 'This machine comes to the hash that was recorded elsewhere',
    check(lab) {
      const { hash } = toEnd(lab.begin(eventfulPlan(), { seed: '1' }));
      return hash === RECORDED
        ? { holds: true, told: `seed 1: ${hash}` }
        : { holds: false, told: `seed 1: ${hash} here, ${RECORDED} recorded` };
    },
  },
  {
    name: 'same-seed',
    title: 'The same seed twice is the same run; another seed is another',
    check(lab) {
      const plan = eventfulPlan();
      const first = tale(toEnd(lab.begin(plan, { seed: lab.seed })));
      const second = tale(toEnd(lab.begin(plan, { seed: lab.seed })));
      const other = tale(toEnd(lab.begin(plan, { seed: `${lab.seed}'` })));
      const differs = { holds: other !== first, told: 'another seed came to the same run' };
      return all([differs, same(first, second, 'twice')]);
    },
  },
  {
    name: 'steps',
    title: 'One long advance is many short ones, and single events',
    check(lab) {
      const plan = eventfulPlan();
      const begin = () => lab.begin(plan, { seed: lab.seed });
      const whole = tale(toEnd(begin()));
      const steps = begin();
      for (let i = 1; i <= 1000; i++) steps.advance(Math.round((i * plan.length) / 1000));
      const single = begin();
      while (!single.advance(plan.length, 1));
      return all([same(whole, tale(single), 'by single events'), same(whole, tale(steps), 'in 1000 steps')]);
    },
  },
  {
    name: 'rewind',
    title: 'Restoring a snapshot undoes whatever was done since',
    check(lab) {
      const plan = eventfulPlan();
      const straight = tale(toEnd(lab.begin(plan, { seed: lab.seed })));
      const run = lab.begin(plan, { seed: lab.seed });
      run.advance(EARLY);
      const early = run.snapshot();
      run.inject(slowByHand());
      const meddled = tale(toEnd(run));
      run.restore(early);
      const again = tale(toEnd(run));
      const noticed = { holds: meddled !== straight, told: 'the injected fault changed nothing' };
      return all([noticed, same(straight, again, 'restored at 3 s')]);
    },
  },
  {
    name: 'fork',
    title: 'A fork runs as its parent does; a fault in a fork stays in it',
    check(lab) {
      const plan = eventfulPlan();
      const parent = lab.begin(plan, { seed: lab.seed });
      parent.advance(MIDDLE);
      const alike = parent.fork();
      const other = parent.fork();
      other.inject(slowByHand());
      const [forked, meddled] = [tale(toEnd(alike)), tale(toEnd(other))];
      const ended = tale(toEnd(parent));
      const straight = tale(toEnd(lab.begin(plan, { seed: lab.seed })));
      const noticed = { holds: meddled !== ended, told: 'the fault injected into a fork changed nothing' };
      return all([noticed, same(straight, ended, 'parent'), same(ended, forked, 'forked at 7 s')]);
    },
  },
  {
    name: 'replay',
    title: 'A fault injected by hand is the planned fault of that instant',
    check(lab) {
      const planned = eventfulPlan({ faults: [...eventful.faults, plannedSlow('7s')] });
      const byPlan = toEnd(lab.begin(planned, { seed: lab.seed })).hash;
      const run = lab.begin(eventfulPlan(), { seed: lab.seed });
      run.advance(MIDDLE);
      run.inject(slowByHand());
      const byHand = toEnd(run).hash;
      return byPlan === byHand
        ? { holds: true, told: `at 7 s: ${byHand}` }
        : { holds: false, told: `at 7 s: ${byHand} by hand, ${byPlan} planned` };
    },
  },
  {
    name: 'watching',
    title: 'Looking at a run, with series and traces, changes nothing in it',
    check(lab) {
      const plan = eventfulPlan();
      const unwatched = toEnd(lab.begin(plan, { seed: lab.seed, windows: false })).hash;
      const watched = lab.begin(plan, { seed: lab.seed, traces: true });
      for (let i = 1; i <= 97; i++) {
        watched.advance(Math.round((i * plan.length) / 97));
        watched.reading();
      }
      return unwatched === watched.hash
        ? { holds: true, told: `97 readings: ${unwatched}` }
        : { holds: false, told: `97 readings: ${watched.hash} watched, ${unwatched} not` };
    },
  },
];
