/** What is told when a session is over: how far it came, what users got, what was done to it, and how to see it again. */
import { printable } from '../../present/printable.ts';
import { narrow, sayClock, sayEnd, sayWhole, writeLength } from '../../present/words.ts';
import { faultNameOf, type Run } from '../../sim/index.ts';
import type { Injection, Session } from './session.ts';

export interface SummaryOptions {
  readonly title: string;
  /** The scenario as it was named on the command line. */
  readonly file: string;
  /** Other arguments that made it what it is, such as `--set …`, quoted as they have to be. */
  readonly args?: string;
}

export function summaryLines(session: Session, options: SummaryOptions): string[] {
  const { run, plan } = session;
  const injected = session.injections.map((injection) => entryOf(session, injection));
  const liftedPlans = run.commands.flatMap((command) => {
    const fault = plan.faults.find(({ name }) => command.kind === 'lift' && name === command.fault);
    return fault === undefined ? [] : [{ name: fault.name, at: command.at, hasBegun: command.at > fault.at }];
  });
  const lifted = liftedPlans.filter(({ hasBegun }) => hasBegun);
  const calledOff = liftedPlans.filter(({ hasBegun }) => !hasBegun);
  const reached = run.isOver
    ? `ran to its end, ${sayEnd(run.now)}`
    : `stopped at ${sayClock(run.now)} of ${sayEnd(plan.length)}`;
  const lines = [
    printable(options.title),
    `${reached} · seed ${printable(session.seed)} · ${sayWhole(run.events)} events`,
    ...goodputLines(run),
  ];
  const command = [
    'knockon run',
    quoted(options.file),
    `--seed ${quoted(session.seed)}`,
    ...(options.args ? [options.args] : []),
    ...calledOff.map(({ name }) => `--without ${quoted(name)}`),
  ].join(' ');
  if (injected.length === 0 && lifted.length === 0)
    return [...lines, '', 'The same run without a screen:', `  ${command}`];
  if (plan.faults.length === 0) {
    return [
      ...lines,
      '',
      'The same run without a screen:',
      `  ${command} --set 'faults=[${injected.join(', ')}]'`,
    ];
  }
  return [
    ...lines,
    '',
    'The same run without a screen, with these changes to its `faults:`',
    ...injected.map((entry) => `  - ${entry}`),
    ...lifted.map(
      ({ name, at }) => `  # ${printable(name)} was lifted: end it with until: ${writeLength(at)}`,
    ),
    `  ${command}`,
  ];
}

/** Share of the offered requests that were good, by phase; a phase under way as far as its windows go. */
function goodputLines(run: Run): string[] {
  const { windows, plan } = run;
  if (windows === undefined) return [];
  const ends = windows.ends();
  const phases = run.phases.filter(
    ({ name, from }) => name !== 'whole' && name !== 'warm-up' && from < run.now,
  );
  return plan.directory.loads.map(({ name }, load) => {
    const good = windows.series('load', load, 'good');
    const offered = windows.series('load', load, 'offered');
    const parts = phases.flatMap((phase) => {
      let right = 0;
      let asked = 0;
      for (let i = 0; i < ends.length; i++) {
        if (ends[i] <= phase.from || ends[i] > phase.to) continue;
        right += good[i];
        asked += offered[i];
      }
      if (asked === 0) return [];
      const soFar = phase.to > run.now ? ' so far' : '';
      return [`${narrow.sayShare(Math.min(1, right / asked))} ${phase.name.replace('-', ' ')}${soFar}`];
    });
    return `goodput of ${name}: ${parts.length === 0 ? 'nothing measured yet' : parts.join(' · ')}`;
  });
}

/** An injection as an entry of `faults:`; a name of its own only where the usual one was taken. */
function entryOf(session: Session, injection: Injection): string {
  const { fault, at } = injection;
  const { run } = session;
  const isUsual = faultNameOf(injection.spec) === injection.name;
  const lift = run.commands.find(
    (each) => each.kind === 'lift' && each.fault === injection.name && each.at >= at,
  );
  const entries: [string, unknown][] = Object.entries(fault);
  if (!isUsual) entries.splice(1, 0, ['name', injection.name]);
  entries.push(['at', writeLength(at)]);
  const length = entries.findIndex(([key]) => key === 'for');
  const ends = typeof injection.spec.for === 'number' ? at + injection.spec.for : Number.POSITIVE_INFINITY;
  if (lift !== undefined && lift.at < ends) {
    if (length >= 0) entries.splice(length, 1);
    entries.push(['until', writeLength(Math.max(lift.at, at + 1))]);
  }
  return `{ ${entries.map(([key, value]) => `${key}: ${scalar(value)}`).join(', ')} }`;
}

/** Plain in YAML, or between quotes that also suit a shell's single ones. */
function scalar(value: unknown): string {
  const text = String(value);
  return /^[\w][\w.%*/-]*( -> [\w*.-]+)?$/.test(text) || typeof value === 'number'
    ? text
    : JSON.stringify(text);
}

function quoted(text: string): string {
  const clean = printable(text);
  return /^[\w./:@%+-]+$/.test(clean) ? clean : `'${clean.replaceAll("'", "'\\''")}'`;
}
