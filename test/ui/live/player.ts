/**
 * Plays the shop on the terminal it is started on: bundled and started by the end-to-end test. With
 * `trouble` as its argument the plan breaks after a while, as a mistake of ours would.
 */
import { play } from '../../../src/ui/index.ts';
import { shopPlan } from './shop.ts';

const plan = shopPlan();
let asked = 0;
const broken = Object.create(plan, {
  length: {
    get: () => {
      if (++asked > 300) throw new Error('the plan broke');
      return plan.length;
    },
  },
});

process.exitCode = await play({
  scenario: { title: 'The shop', plan: process.argv[2] === 'trouble' ? broken : plan },
  file: 'shop.yaml',
  speed: 50,
});
