/**
 * Peak EWMA: of two replicas picked by luck, the one that is likely to answer sooner. What it expects of a
 * replica is an average of the times of its answers that jumps up to any longer one at once and comes down
 * slowly, by a factor e every `decay`, whether it is asked or not; times the attempts in flight there and one
 * more. So a replica that was slow is tried again only when its memory has faded: after decay × ln(slow ÷ usual).
 * One that fails fast looks like the fastest of all, and wins whenever it is one of the two.
 *
 * As in Finagle (PeakEwma.scala, class Metric: decay 10 s, nothing expected of a newcomer) and Linkerd
 * (tower, load/peak_ewma.rs, with the proxy's default of 30 ms for a newcomer).
 */
import type { z } from 'zod';
import { duration, mapping, positiveDuration } from '../../fields/index.ts';
import { firstOfTwo, secondOfTwo } from './candidates.ts';
import type { BalancerDefinition, Choice, Ended } from './contract.ts';

const params = mapping({
  decay: positiveDuration.default(10_000_000_000).meta({
    description:
      'In so much time what is remembered of a slow answer fades by a factor e. Finagle and Linkerd say 10s.',
  }),
  newcomer: duration.default(30_000_000).meta({
    description:
      'What is expected of a replica that has not answered yet. Linkerd says 30ms; with 0s, as in Finagle, it gets one attempt and no other until that is over.',
  }),
});

/** The table: the parameters. */
const DECAY = 0;
/** Memory of each replica: what is expected of it, ns, as of when, ns; no instant before it was first looked at. */
const COST = 0;
const AS_OF = 1;
const NUMBERS = 2;
const NEVER_LOOKED_AT = -1;

/** Load of a replica that is being tried for the first time: more than any other has (Finagle: 2^47 ns, a day and a half). */
const PENALTY = 140_737_488_355_328;

export const peakEwma: BalancerDefinition<z.infer<typeof params>> = {
  name: 'peak-ewma',
  title: 'Peak EWMA',
  sentence:
    'Of two replicas picked by luck, the one with the lower product of its latency, as remembered, and what this caller replica has in flight there.',
  params: params as z.ZodType<z.infer<typeof params>>,
  example: { 'peak-ewma': { decay: '10s' } },
  warms: true,
  memoryOf: (p, count) =>
    Array.from({ length: count * NUMBERS }, (_, i) => (i % NUMBERS === COST ? p.newcomer : NEVER_LOOKED_AT)),
  tableOf: (p) => Float64Array.of(p.decay),
  choose(choice: Choice, table: Float64Array) {
    const one = firstOfTwo(choice);
    if (choice.count - choice.excluded === 1) return one;
    const other = secondOfTwo(choice, one);
    const load = loadOf(choice, one, table[DECAY]);
    return loadOf(choice, other, table[DECAY]) < load ? other : one;
  },
  ended({ memory, memoryAt, replica, now, length }: Ended, table: Float64Array) {
    observe(memory, memoryAt + replica * NUMBERS, length, now, table[DECAY]);
  },
};

function loadOf(choice: Choice, i: number, decay: number): number {
  const { memory, inFlight } = choice;
  const at = choice.memoryAt + i * NUMBERS;
  observe(memory, at, 0, choice.now, decay);
  const cost = memory[at + COST];
  const pending = inFlight[choice.at + i];
  return cost === 0 && pending > 0 ? PENALTY + pending : cost * (pending + 1);
}

/** Takes in an answer after `length` ns, or with none (0) only the time that has passed. */
function observe(memory: Float64Array, at: number, length: number, now: number, decay: number): void {
  const asOf = memory[at + AS_OF];
  const cost = memory[at + COST];
  const kept = asOf === NEVER_LOOKED_AT ? 1 : Math.exp((asOf - now) / decay);
  memory[at + COST] = length > cost ? length : cost * kept + length * (1 - kept);
  memory[at + AS_OF] = now;
}
