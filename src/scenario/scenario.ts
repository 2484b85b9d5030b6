/**
 * Text → a scenario that may be run, or every mistake in it. The way is one way: YAML, `extends`,
 * `--set`, shape, `--without`, then the names it speaks of; of a wrong shape, the names in what stands.
 * Whatever the text, the answer is data.
 */
import { hashText } from '../base/hash.ts';
import type { Plan, SystemSpec } from '../sim/index.ts';
import { asWritten } from './as-written.ts';
import { type Diagnostic, inReadingOrder, mistake } from './diagnostic.ts';
import { parseDocument } from './document.ts';
import type { Expectation } from './expectation.ts';
import { extended, type PlacedSource } from './extend.ts';
import { checkNames } from './names.ts';
import { namesToLeaveOut } from './names-to-leave-out.ts';
import { directoryOf, type ReadNeighbour } from './neighbour.ts';
import { scenarioSchema } from './schema.ts';
import { withSetting } from './set.ts';
import { checkShape } from './shape.ts';
import { type Range, rangeOf, type Source } from './source.ts';
import { standing } from './standing.ts';
import { type MappingTree, type Path, siteAt, type Tree } from './tree.ts';
import { without } from './without.ts';

/** A scenario that may be run: every name in it is known. */
export interface Scenario {
  readonly title: string;
  readonly question?: string;
  readonly description?: string;
  readonly system: SystemSpec;
  readonly plan: Plan;
  readonly expectations: readonly Expectation[];
  /** 16 hexadecimal digits of what is run and expected: the same for the same world, whatever the seed, title or notes. */
  readonly hash: string;
  readonly warnings: readonly Diagnostic[];
  /** Every text it was read from, the scenario's own first: for frames. */
  readonly sources: readonly Source[];
  /** File and place of what stands at a path: of an expectation that failed, say. */
  placeOf(path: Path): { readonly file: string; readonly range: Range };
}

export interface LoadOptions {
  /** Reads a file below the scenario's directory, for `extends` and replays. Links that lead out of it are the reader's to refuse. */
  readonly read?: ReadNeighbour;
  /** `path=value`, in order. */
  readonly set?: readonly string[];
  /** Faults and policies to leave out. */
  readonly without?: readonly string[];
}

export type Loaded =
  | { readonly scenario: Scenario }
  | { readonly diagnostics: readonly Diagnostic[]; readonly sources: readonly Source[] };

export function loadScenario(source: Source, options: LoadOptions = {}): Loaded {
  const met: PlacedSource[] = [{ source, path: baseName(source.name) }];
  const settings = argumentSources('--set', options.set ?? []);
  const leftOut = argumentSources('--without', options.without ?? []);
  const sourcesMet = () => [...met.map((placed) => placed.source), ...settings, ...leftOut];
  const refuse = (diagnostics: readonly Diagnostic[]): Loaded => ({
    diagnostics: inReadingOrder(diagnostics),
    sources: sourcesMet(),
  });

  const read = options.read ?? (() => undefined);
  const document = readWhole(source, read, met);
  if ('diagnostics' in document) return refuse(document.diagnostics);
  const set = withSettings(document.tree, settings);
  const shaped = checkShape(scenarioSchema, set.tree);
  const soFar = [...document.mistakes, ...set.mistakes];
  if ('diagnostics' in shaped || soFar.length > 0) {
    const ofShape = 'diagnostics' in shaped ? shaped.diagnostics : [];
    return refuse([...soFar, ...ofShape, ...namesBesides(set.tree, read, met)]);
  }

  const cut = leftOut.length === 0 ? { tree: set.tree, faults: [] } : without(set.tree, leftOut);
  if ('diagnostics' in cut) return refuse(cut.diagnostics);
  const rest = checkShape(scenarioSchema, cut.tree);
  if ('diagnostics' in rest) return refuse(rest.diagnostics);
  const cutOut =
    leftOut.length === 0 ? undefined : { whole: { tree: set.tree, ...shaped }, faults: cut.faults };
  const named = checkNames({ tree: cut.tree, ...rest }, read, met, cutOut);
  const { checked, system, plan, expectations, mistakes } = named;
  if (plan === undefined || mistakes.some(({ severity }) => severity === 'error')) return refuse(mistakes);
  const { title, question, description } = checked;
  return {
    scenario: {
      title,
      ...(question === undefined ? {} : { question }),
      ...(description === undefined ? {} : { description }),
      system,
      plan,
      expectations,
      hash: contentHash(system, checked.expect ?? []),
      warnings: inReadingOrder(mistakes),
      sources: sourcesMet(),
      placeOf: (path) => {
        const site = siteAt(cut.tree, asWritten(cut.tree, path));
        return { file: site.source.name, range: rangeOf(site) };
      },
    },
  };
}

/** Every word that `--without` takes for a scenario: faults first, then policies, of everybody and of single calls. None of a wrong one. */
export function wordsForWithout(source: Source, read: ReadNeighbour): readonly string[] {
  const document = readWhole(source, read, [{ source, path: baseName(source.name) }]);
  if ('diagnostics' in document || 'diagnostics' in checkShape(scenarioSchema, document.tree)) return [];
  const { faults, targets, policies, ofCallers, ofCalls } = namesToLeaveOut(document.tree);
  return [...new Set([...faults, ...targets, ...policies, ...ofCallers, ...ofCalls])];
}

/** Unknown names in what stands of a scenario that is wrong otherwise, so that they need not wait for that to be mended. */
function namesBesides(tree: Tree, read: ReadNeighbour, met: PlacedSource[]): readonly Diagnostic[] {
  const rest = standing(tree);
  if (rest === undefined) return [];
  return checkNames(rest, read, met).mistakes.filter(
    ({ code, sentence }) => code === 'E301' && !rest.isLost(sentence),
  );
}

function baseName(name: string): string {
  return name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
}

/** An argument is a source; several of one kind are numbered. */
function argumentSources(option: string, texts: readonly string[]): Source[] {
  return texts.map((text, index) => ({
    name: texts.length === 1 ? option : `${option} (${index + 1})`,
    text,
  }));
}

type Whole =
  | { readonly tree: MappingTree; readonly mistakes: readonly Diagnostic[] }
  | { readonly diagnostics: readonly Diagnostic[] };

/** The scenario laid upon everything it extends, without its `x-` keys. */
function readWhole(source: Source, read: ReadNeighbour, met: PlacedSource[]): Whole {
  const parsed = parseDocument(source);
  if ('diagnostics' in parsed) return parsed;
  if (parsed.tree.kind !== 'mapping') {
    const hint = 'a scenario has at least title, run, services and load';
    return {
      diagnostics: [
        mistake('E203', siteAt(parsed.tree, []), 'this is not a mapping of keys and values', { hint }),
      ],
    };
  }
  const mistakes: Diagnostic[] = [];
  const directory = directoryOf(source.name);
  const nameOf = (path: string) => (directory === '' ? path : `${directory}/${path}`);
  const tree = extended(parsed.tree, { schema: scenarioSchema, read, nameOf, met, mistakes }, [
    baseName(source.name),
  ]);
  if (tree === undefined) return { diagnostics: mistakes };
  const entries = new Map([...tree.entries].filter(([key]) => !key.startsWith('x-')));
  return { tree: { ...tree, entries }, mistakes };
}

function withSettings(tree: Tree, settings: readonly Source[]): { tree: Tree; mistakes: Diagnostic[] } {
  let at = tree;
  const mistakes: Diagnostic[] = [];
  for (const setting of settings) {
    const result = withSetting(at, scenarioSchema, setting);
    if ('tree' in result) at = result.tree;
    else mistakes.push(...result.diagnostics);
  }
  return { tree: at, mistakes };
}

/** Two 32-bit hashes of the canonical text: enough to tell scenarios apart, not to keep secrets. */
function contentHash(system: SystemSpec, expect: readonly object[]): string {
  const { seed: _, ...run } = system.run;
  const unnoted = expect.map((item) => ({ ...item, note: undefined }));
  const text = JSON.stringify({ ...system, run, expect: unnoted });
  const hex = (hash: number) => (hash >>> 0).toString(16).padStart(8, '0');
  return hex(hashText(text)) + hex(hashText(`knockon ${text}`));
}
