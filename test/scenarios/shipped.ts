/** The scenarios in a folder of this project, loaded as the command would load them. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { frames, type LoadOptions, loadScenario, type Scenario } from '../../src/scenario/index.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

export interface Shipped {
  /** `retry-storm` */
  readonly name: string;
  /** `scenarios/retry-storm.yaml` */
  readonly file: string;
  readonly scenario: Scenario;
}

/** What `--set` and `--without` change. */
export type Changes = Pick<LoadOptions, 'set' | 'without'>;

/**
 * Every scenario of a folder, by name; none where there is no such folder. A file that others extend and
 * that expects nothing itself is a system, a part of theirs.
 */
export function scenariosIn(folder: string): Shipped[] {
  const names = existsSync(join(root, folder)) ? readdirSync(join(root, folder)) : [];
  const files = names.filter((name) => name.endsWith('.yaml')).sort();
  const written = files.map((name) => ({ name, ...readTop(folder, name) }));
  const extended = new Set(written.map((one) => one.extends));
  const scenarios = written.filter((one) => one.expect !== undefined || !extended.has(one.name));
  return scenarios.map(({ name }) => shipped(folder, basename(name, '.yaml')));
}

/** One of them. Throws the frames of what is wrong with it. */
export function shipped(folder: string, name: string, changes: Changes = {}): Shipped {
  const file = `${folder}/${name}.yaml`;
  const read = (path: string) => textOf(`${folder}/${path}`);
  const loaded = loadScenario({ name: file, text: textOf(file) ?? '' }, { read, ...changes });
  if ('scenario' in loaded) return { name, file, scenario: loaded.scenario };
  throw new Error(frames(loaded.diagnostics, loaded.sources, { color: false }));
}

function readTop(folder: string, name: string): { extends?: unknown; expect?: unknown } {
  return parse(textOf(`${folder}/${name}`) ?? '') as { extends?: unknown; expect?: unknown };
}

function textOf(path: string): string | undefined {
  const place = join(root, path);
  return existsSync(place) ? readFileSync(place, 'utf8') : undefined;
}
