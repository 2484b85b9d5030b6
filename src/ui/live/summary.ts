/** What is told when a session is over: how far it came, what users got, what was done to it, and how to see it again. */

import { printable } from '../../base/printable.ts';
import { sayDuration } from '../../base/say-duration.ts';
import { intervalOf, phaseSpans } from '../../present/phase-spans.ts';
import { narrow, sayClock, sayEnd, sayWhole } from '../../present/words.ts';
import {
  type FaultSpec,
  faultNameOf,
  isDivided,
  type MetricEntry,
  metricNamed,
  type Run,
} from '../../sim/index.ts';
import type { Injection, Session } from './session.ts';

export interface SummaryOptions {
  readonly title: string;
  /** The scenario as it was named on the command line. */
  readonly file: string;
  /** Other arguments that made it what it is, such as `--set …`, quoted as they have to be. */
  readonly args?: string;
  /** The scenario's own faults as they are written. */
  readonly faults?: readonly FaultSpec[];
}

export function summaryLines(session: Session, options: SummaryOptions): string[] {
  const { run, plan } = session;
  const injected = session.injections.map((injection) => entryOf(session, injection));
  const lifts = liftsOf(run, options.faults ?? []);
  const reached = run.isOver
    ? `ran to its end, ${sayEnd(run.now)}`
    : `stopped at ${sayClock(run.now)} of ${sayEnd(plan.length)}`;
  const lines = [
    printable(options.title),
    `${reached} · seed ${printable(session.seed)} · ${sayWhole(run.events)} events`,
    ...(session.stop === undefined ? [] : [session.stop]),
    ...goodputLines(run),
  ];
  const command = [
    'knockon run',
    quoted(options.file),
    `--seed ${quoted(session.seed)}`,
    ...(options.args ? [options.args] : []),
    ...lifts.flatMap(({ argument }) => argument ?? []),
  ].join(' ');
  const unsaid = lifts.flatMap(({ comment }) => comment ?? []);
  if (injected.length === 0 && unsaid.length === 0)
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
    ...unsaid.map((comment) => `  # ${comment}`),
    `  ${command}`,
  ];
}

/** What a lift is in words of the command line, or, where it has none, what there is to say about it. */
type Lift =
  | { readonly argument: string; readonly comment?: never }
  | { readonly argument?: never; readonly comment: string };

/** The scenario's own faults that were lifted. */
function liftsOf(run: Run, written: readonly FaultSpec[]): Lift[] {
  return run.commands.flatMap((command): Lift[] => {
    if (command.kind !== 'lift') return [];
    const number = run.plan.faults.findIndex(({ name }) => name === command.fault);
    if (number < 0) return [];
    const { name, parts, every, when } = run.plan.faults[number];
    const { begun } = run.faults[number];
    if (begun >= command.at) return [{ argument: `--without ${quoted(name)}` }];
    const spec = written.find((fault) => faultNameOf(fault) === name);
    const length = command.at - begun;
    const [{ after, rampIn, rampOut }] = parts;
    // An earlier end is the same end only where nothing hangs on when it is.
    const isSimple =
      when === undefined &&
      parts.length === 1 &&
      after === 0 &&
      length >= rampIn &&
      rampOut === 0 &&
      !Number.isFinite(every);
    if (!isSimple || spec?.flap !== undefined || !/^[\w-]+$/.test(name)) {
      const at = `${printable(name)} was lifted at ${sayDuration(command.at)}`;
      return [{ comment: `${at}: no scenario ends one like it in the middle` }];
    }
    const end = spec?.until === undefined ? `for=${sayDuration(length)}` : `until=${sayDuration(command.at)}`;
    return [{ argument: `--set ${quoted(`faults.${name}.${end}`)}` }];
  });
}

/** Goodput by phase, as a report has it; of a phase under way as far as it goes. */
function goodputLines(run: Run): string[] {
  const { plan } = run;
  // nothing comes before faults that are not there
  const isWhole = !isDivided(plan, run.faults.length);
  const isTold = (name: string) => (name === 'whole' ? isWhole : name !== 'warm-up' && !isWhole);
  const phases = phaseSpans(run)
    .filter(({ name }) => isTold(name))
    .map((span) => ({ span, interval: intervalOf(run, span) }));
  return plan.directory.loads.map(({ name }, index) => {
    const parts = phases.flatMap(({ span, interval }) => {
      const share = goodput.valueOf(interval, { kind: 'load', index });
      if (Number.isNaN(share)) return [];
      const soFar = span.isCutShort ? ' so far' : '';
      const when = isWhole ? '' : ` ${span.name.replace('-', ' ')}`;
      return [`${narrow.sayShare(share)}${when}${soFar}`];
    });
    return `goodput of ${name}: ${parts.length === 0 ? 'nothing measured yet' : parts.join(' · ')}`;
  });
}

const goodput = metricNamed('goodput') as MetricEntry;

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
  entries.push(['at', sayDuration(at)]);
  const length = entries.findIndex(([key]) => key === 'for');
  const ends = typeof injection.spec.for === 'number' ? at + injection.spec.for : Number.POSITIVE_INFINITY;
  if (lift !== undefined && lift.at < ends) {
    if (length >= 0) entries.splice(length, 1);
    entries.push(['until', sayDuration(Math.max(lift.at, at + 1))]);
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
  return /^[\w./:@%+=-]+$/.test(clean) ? clean : `'${clean.replaceAll("'", "'\\''")}'`;
}
