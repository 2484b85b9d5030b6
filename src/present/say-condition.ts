/** What a fault waits for, in a few words that go behind "waits for". */
import { unreachable } from '../base/assert.ts';
import { printable } from '../base/printable.ts';
import { sayLimit } from '../scenario/say-metric.ts';
import type { Condition, Plan } from '../sim/index.ts';
import { narrow, sayCount, sayShare } from './words.ts';

/** `db above 90% for 10s`, `web above 20 waiting`, `crash-web to end, then 2s`. The faults by their number. */
export function sayCondition(
  condition: Condition,
  { directory }: Plan,
  faults: readonly { readonly name: string }[],
): string {
  switch (condition.kind) {
    case 'began':
    case 'ended': {
      const { fault, after } = condition;
      const turn = condition.kind === 'began' ? 'to begin' : 'to end';
      const then = after > 0 ? `, then ${narrow.sayLength(after)}` : '';
      return `${printable(faults[fault].name)} ${turn}${then}`;
    }
    case 'waiting':
    case 'busy':
    case 'utilisation':
    case 'depth': {
      const { kind, element, isAbove, held } = condition;
      const { name } = (kind === 'depth' ? directory.queues : directory.services)[element];
      const during = held > 0 ? ` for ${narrow.sayLength(held)}` : '';
      return `${printable(name)} ${isAbove ? 'above' : 'below'} ${sayLevel(condition)}${during}`;
    }
    case 'metric': {
      const { metric, name, unit, isAbove, limit, over, held } = condition;
      const during = held > 0 ? ` for ${narrow.sayLength(held)}` : '';
      const side = isAbove ? 'above' : 'below';
      return `${metric} of ${printable(name)} ${side} ${sayLimit(limit, unit)} over ${narrow.sayLength(over)}${during}`;
    }
    default:
      return unreachable(condition);
  }
}

function sayLevel({ kind, limit }: Extract<Condition, { readonly element: number }>): string {
  switch (kind) {
    case 'utilisation':
      return sayShare(limit);
    case 'waiting':
      return `${sayCount(limit)} waiting`;
    case 'busy':
      return `${sayCount(limit)} busy slots`;
    case 'depth':
      return `${sayCount(limit)} messages`;
    default:
      return unreachable(kind);
  }
}
