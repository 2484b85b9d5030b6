/** Round robin: each in turn. Every caller replica turns its own wheel. */
import { mapping } from '../../fields/index.ts';
import { nextTurn } from './candidates.ts';
import type { BalancerDefinition, Choice } from './contract.ts';

/** The cursor before the first choice. */
const NOT_BEGUN = -1;

export const roundRobin: BalancerDefinition<Record<string, never>> = {
  name: 'round-robin',
  title: 'Round robin',
  sentence:
    'Each replica in turn; every caller replica keeps its own place, and begins at a replica chosen by luck.',
  params: mapping({}),
  example: 'round-robin',
  warms: true,
  memoryOf: () => [NOT_BEGUN],
  tableOf: () => new Float64Array(0),
  choose(choice: Choice) {
    const { memory, memoryAt, count } = choice;
    const cursor = memory[memoryAt];
    // Clients that all began at the first replica would march in step; gRPC (grpc-java 4462) and Envoy (3271) begin
    // anywhere, too.
    const next = cursor === NOT_BEGUN ? Math.floor(choice.first * count) : cursor;
    const chosen = choice.excluded > 0 || choice.warming ? nextTurn(choice, next) : next;
    memory[memoryAt] = chosen + 1 < count ? chosen + 1 : 0;
    return chosen;
  },
};
