/** What `knockon list` does: the catalogs, and the scenarios that come with the package. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import { rules } from '../lint/index.ts';
import { paintOf } from '../report/paint.ts';
import { wrap } from '../report/wrap.ts';
import { inOneLine } from '../scenario/index.ts';
import {
  balancers,
  brokers,
  chains,
  distributions,
  faults,
  metricCatalog,
  policies,
  workloads,
} from '../sim/index.ts';
import { CATALOGS, type CatalogName } from './list.ts';
import { packageRoot, shippedScenario } from './package-root.ts';
import { textWidth, wantsColor, writeOut } from './terminal.ts';

interface Member {
  readonly name: string;
  readonly sentence: string;
}

function membersOf(catalog: CatalogName): readonly Member[] {
  const plain = (members: readonly Member[]) => members.map(({ name, sentence }) => ({ name, sentence }));
  switch (catalog) {
    case 'faults':
      return plain(Object.values(faults).filter(({ isAction }) => isAction !== true));
    case 'actions':
      return plain(Object.values(faults).filter(({ isAction }) => isAction === true));
    case 'policies':
      return plain(Object.values(policies));
    case 'presets':
      return presets();
    case 'brokers':
      return plain(Object.values(brokers));
    case 'balancers':
      return plain(Object.values(balancers));
    case 'workloads':
      return plain(Object.values(workloads));
    case 'distributions':
      return plain(distributions);
    case 'metrics':
      return plain(metricCatalog);
    case 'lints':
      return rules.map(({ code, title }) => ({ name: code, sentence: `${title}.` }));
    case 'scenarios':
      return shipped();
  }
}

/** Whole chains first, then what single policies have presets of. */
function presets(): readonly Member[] {
  const whole = Object.entries(chains).map(([name, { sentence, policies: chain }]) => {
    const order = chain.flatMap((entry) => Object.keys(entry));
    const said = order.length > 1 ? ` Outermost first: ${order.join(', ')}.` : '';
    return { name: `policies: { preset: ${name} }`, sentence: sentence + said };
  });
  const single = Object.values(policies).flatMap(({ name, presets: held = {} }) =>
    Object.entries(held).map(([system, params]) => ({
      name: `${name}: { preset: ${system} }`,
      sentence: `stands for ${inOneLine(params)}`,
    })),
  );
  return [...whole, ...single];
}

/** The scenarios of the package with their titles, by paths that can be run from here; files that others extend have none. */
function shipped(): readonly Member[] {
  const directory = join(packageRoot(), 'scenarios');
  return readdirSync(directory)
    .filter((file) => file.endsWith('.yaml'))
    .sort((a, b) => (a < b ? -1 : 1))
    .flatMap((file) => {
      const title: unknown = parseDocument(readFileSync(join(directory, file), 'utf8')).get('title');
      return typeof title === 'string' ? [{ name: shippedScenario(file), sentence: title }] : [];
    });
}

export function listCatalogs(only: CatalogName | undefined, asJson: boolean): void {
  const catalogs = (only === undefined ? CATALOGS : [only]).map((name) => [name, membersOf(name)] as const);
  if (asJson) {
    writeOut(`${JSON.stringify(Object.fromEntries(catalogs), null, 2)}\n`);
    return;
  }
  const paint = paintOf(wantsColor(process.stdout));
  const sections = catalogs.map(([name, all]) => {
    const members = folded(all);
    const indent = ' '.repeat(only === undefined ? 2 : 0);
    const longest = Math.max(...members.map((member) => member.name.length)) + 2;
    // long names (paths from far away) leave no room beside them
    const isBeside = longest <= LONGEST_BESIDE;
    const column = indent.length + (isBeside ? longest : 4);
    const lines = members.flatMap(({ name: named, sentence }) => {
      const told = wrap(sentence, textWidth() - column).map((line) => ' '.repeat(column) + line);
      const lead = indent + paint.strong(named);
      if (!isBeside) return [lead, ...told];
      const [first = '', ...rest] = told;
      return [lead + first.slice(indent.length + named.length), ...rest];
    });
    return only === undefined ? [paint.quiet(name), ...lines].join('\n') : lines.join('\n');
  });
  writeOut(`${sections.join('\n\n')}\n`);
}

/** Of 80 columns. */
const LONGEST_BESIDE = 48;

const STATISTIC = /-(mean|p50|p90|p95|p99|p999|max)$/;

/** One line for the statistics of one thing: `latency-*`. */
function folded(members: readonly Member[]): readonly Member[] {
  const families = new Map<string, { member: Member; statistics: string[] }>();
  for (const member of members) {
    const statistic = STATISTIC.exec(member.name)?.[1];
    const name = statistic === undefined ? member.name : member.name.replace(STATISTIC, '-*');
    const family = families.get(name) ?? { member: { ...member, name }, statistics: [] };
    families.set(name, family);
    if (statistic !== undefined) family.statistics.push(statistic);
  }
  return [...families.values()].map(({ member, statistics }) => {
    if (statistics.length === 0) return member;
    const of = member.sentence.replace(/^The \S+ of t/, 'T').replace(/\.$/, '');
    return { name: member.name, sentence: `${of}: ${statistics.join(', ')}.` };
  });
}
