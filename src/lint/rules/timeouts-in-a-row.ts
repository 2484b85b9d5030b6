/** L110: calls one after the other that may take longer together than anybody waits for their operation. */
import type { Nanos } from '../../base/time.ts';
import { sayLength } from '../../present/words.ts';
import type { Finding, Rule } from '../rule.ts';
import { lengthsApart, sayEdge } from '../say.ts';
import { type CallSite, courseOf, medianOf, type Part, type Sketch } from '../sketch/index.ts';
import { outerLimit } from './inner-outlasts-outer.ts';

export const timeoutsInARow: Rule = {
  code: 'L110',
  title: 'Timeouts in a row are longer than the one around them',
  about:
    'Each call fits into the time that the caller of the operation waits, but not all of them, one after the other. When the first ones are slow and still succeed, whoever asked has left while a later one is waited for, or before it is made: its callee works for nobody, and a slot is held for nothing. Retries count with all their attempts and their shortest pauses, work and sleep with their medians, calls made together as the longest of them, branches as the longest of theirs, and what comes again by chance once. Of one call that is too long alone L111 and L112 tell. Where deadlines travel along, calls end with their callers anyway.',
  formula: 'sum of the timeouts of calls in a row > timeout of the outer call',
  cure: 'Timeouts that add up to less than what is outside, calls at the same time (`parallel`), or deadlines: propagate on both callers.',
  example: {
    scenario: `services:
  web:
    concurrency: { threads: 64 }
    operations:
      checkout: [ { call: orders.place, timeout: 500ms } ]
  orders:
    concurrency: { threads: 64 }
    operations:
      place:
        - { call: stock.reserve, timeout: 450ms }
        - { call: payments.charge, timeout: 400ms }
  stock:
    concurrency: { threads: 64 }
    operations:
      reserve: [ { work: 20ms } ]
  payments:
    concurrency: { threads: 64 }
    operations:
      charge: [ { work: 80ms } ]
load:
  - { name: shoppers, operation: web.checkout, arrivals: { poisson: 50/s } }`,
    mended: ['timeout: 500ms', 'timeout: 900ms'],
  },
  find: (sketch) =>
    [...sketch.wiring.operations.values()].flatMap(({ parts }) => {
      const row = rowOf(parts);
      return row === undefined ? [] : findIn(sketch, row);
    }),
};

/** A call that is waited for, and how long it may take; or work between calls. */
interface Step {
  readonly takes: Nanos;
  readonly site?: CallSite;
  /** Rounds of it, one after the other. */
  readonly times: number;
}

function findIn(sketch: Sketch, row: readonly Step[]): Finding[] {
  const [first] = row.flatMap(({ site }) => site ?? []);
  const outer = first && outerLimit(sketch, first);
  // one that is too long alone is L111's and L112's to tell of
  if (outer === undefined || row.some(({ site, takes }) => site !== undefined && takes >= outer.limit))
    return [];
  let sum = 0;
  for (const [at, { takes, site, times }] of row.entries()) {
    const begins = sum;
    sum += takes * times;
    if (site === undefined || !(sum > outer.limit)) continue;
    const [all, there] = lengthsApart(sum, outer.limit);
    const whom = `${outer.site.caller.owner} has left ${site.caller.name}`;
    return [
      {
        path: [...site.path, site.verb],
        sentence:
          begins >= outer.limit
            ? `${whom} before this call is made, if those before it take as long as they may`
            : `${whom} while this call is still waited for, if those before it take as long as they may`,
        formula: `${sayRow(row.slice(0, at + 1))} = ${all} > ${there} (${sayEdge(outer.site)})`,
        fix: `timeouts that add up to less than ${there}, more than ${all} in ${outer.site.caller.name}, or deadlines: propagate on both`,
      },
    ];
  }
  return [];
}

function sayRow(row: readonly Step[]): string {
  const between = row.reduce(
    (sum, { site, takes, times }) => sum + (site === undefined ? takes * times : 0),
    0,
  );
  return [
    ...row.flatMap(({ site, takes, times }) =>
      site === undefined ? [] : `${times > 1 ? `${times} × ` : ''}${sayLength(takes)} (${site.callee})`,
    ),
    ...(between > 0 ? [`${sayLength(between)} between them`] : []),
  ].join(' + ');
}

/** The steps of the longest way; undefined where something on it may take for ever, or nobody can say how long. */
function rowOf(parts: readonly Part[]): readonly Step[] | undefined {
  const row: Step[] = [];
  for (const part of parts) {
    const steps = stepsOf(part);
    if (steps === undefined) return undefined;
    row.push(...steps);
  }
  return row;
}

function stepsOf(part: Part): readonly Step[] | undefined {
  switch (part.kind) {
    case 'work':
    case 'sleep':
      return [{ takes: medianOf(part.length), times: 1 }];
    case 'fail':
      return [];
    case 'call': {
      if (part.site.verb === 'notify') return [];
      const takes = longestOf(part.site);
      return takes < Number.POSITIVE_INFINITY ? [{ takes, site: part.site, times: 1 }] : undefined;
    }
    case 'all':
      return longest(part.strands.map(rowOf));
    case 'one':
      return longest(part.choices.filter(({ share }) => share > 0).map((choice) => rowOf(choice.parts)));
    case 'rounds': {
      const times = Math.max(1, part.times);
      return rowOf(part.parts)?.map((step) => ({ ...step, times: step.times * times }));
    }
  }
}

function longest(rows: readonly (readonly Step[] | undefined)[]): readonly Step[] | undefined {
  let found: readonly Step[] = [];
  for (const row of rows) {
    if (row === undefined) return undefined;
    if (lengthOfRow(row) > lengthOfRow(found)) found = row;
  }
  return found;
}

function lengthOfRow(row: readonly Step[]): Nanos {
  return row.reduce((sum, { takes, times }) => sum + takes * times, 0);
}

/** How long a call may take and still succeed: its last attempt answers just before its end. */
function longestOf({ chain }: CallSite): Nanos {
  const silence = { end: Number.POSITIVE_INFINITY, outcome: 'timed-out' as const };
  const calm = chain.filter(({ trait }) => !trait.restrains);
  return courseOf(calm, silence, 'shortestPause')?.end ?? Number.POSITIVE_INFINITY;
}
