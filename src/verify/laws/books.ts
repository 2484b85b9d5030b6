/** Whatever begins ends once, and numbers present are rates times times. */
import { breaksOfLittle, type Run } from '../../sim/index.ts';
import type { Law, Ruling } from './contract.ts';
import { eventfulPlan } from './eventful.ts';

/** How often the books are looked at while things are still under way. */
const LOOKS = 40;

export const books: readonly Law[] = [
  {
    name: 'ledger',
    title: 'The ledger balances: what begins ends once, or is there',
    check(lab) {
      const plan = eventfulPlan();
      const run = lab.begin(plan, { seed: lab.seed });
      for (let i = 1; i <= LOOKS; i++) {
        run.advance(Math.round((i * plan.length) / LOOKS));
        const [broken] = run.checkLedger();
        if (broken !== undefined) return { holds: false, told: broken };
      }
      return { holds: true, told: `at ${LOOKS} instants of ${run.events} events` };
    },
  },
  {
    name: 'little',
    title: "Little's law, L = λW, at every call, slot and queue",
    check(lab) {
      const run = lab.begin(eventfulPlan(), { seed: lab.seed });
      run.advance();
      return rulingOfLittle(run);
    },
  },
];

function rulingOfLittle(run: Run): Ruling {
  const whole = run.interval(0, run.plan.length);
  const [broken] = breaksOfLittle(whole);
  if (broken !== undefined) return { holds: false, told: broken };
  const { edges, services } = whole.directory;
  return { holds: true, told: `at ${edges.length} edges and ${services.length} services` };
}
