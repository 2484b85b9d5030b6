/**
 * `--set services.web.replicas=5`: one value of the scenario replaced before it is checked. The
 * argument is a source of its own, so a mistake in it is shown in the argument.
 */
import type { z } from 'zod';
import { nearestWord, quote, someNear } from '../fields/index.ts';
import { type Diagnostic, mistake } from './diagnostic.ts';
import { parseDocument } from './document.ts';
import { namesInFaultList } from './fault-names.ts';
import { branchFor, definitionOf, knownKeys, stepInto } from './schema-walk.ts';
import type { Site, Source } from './source.ts';
import { type ListTree, type Path, rawOf, sayPath, type Tree, treeAt, withValueAt } from './tree.ts';

export type SetResult = { readonly tree: Tree } | { readonly diagnostics: readonly Diagnostic[] };

/** `source.text` is `path=value`; the value is YAML. */
export function withSetting(tree: Tree, schema: z.ZodType, source: Source): SetResult {
  const equals = source.text.indexOf('=');
  const whole: Site = { source, start: 0, end: source.text.length };
  if (equals <= 0) {
    return refuse(mistake('E210', whole, 'expected path=value', { hint: 'such as services.web.replicas=5' }));
  }
  if (source.text.slice(equals + 1).trim() === '') {
    return refuse(
      mistake('E210', { ...whole, start: equals }, 'no value after "="', {
        hint: 'such as services.web.replicas=5',
      }),
    );
  }
  // the same text with blanks in place of the path keeps the value's offsets
  const parsed = parseDocument({
    name: source.name,
    text: ' '.repeat(equals + 1) + source.text.slice(equals + 1),
  });
  if ('diagnostics' in parsed) return parsed;
  const found = findPath(tree, schema, source, source.text.slice(0, equals));
  if ('code' in found) return refuse(found);
  return {
    tree: withValueAt(tree, found.path, inSource(parsed.tree, source), { source, start: 0, end: equals }),
  };
}

function refuse(diagnostic: Diagnostic): SetResult {
  return { diagnostics: [diagnostic] };
}

/** One word of the written path, and where it stands. */
interface Word {
  readonly text: string;
  readonly start: number;
}

function findPath(
  tree: Tree,
  schema: z.ZodType,
  source: Source,
  written: string,
): { path: Path } | Diagnostic {
  const words: Word[] = [...written.matchAll(/[^.[\]]+/g)].map((match) => ({
    text: match[0].trim(),
    start: match.index,
  }));
  const path: (string | number)[] = [];
  let at: Tree | undefined = tree;
  let inner: z.ZodType | undefined = schema;
  for (let index = 0; index < words.length; index++) {
    const word = words[index];
    const site = { source, start: word.start, end: word.start + word.text.length };
    const raw: unknown = at === undefined ? undefined : rawOf(at);
    let step: string | number;
    if (at?.kind === 'list') {
      const names = namesOf(at, path);
      const item = itemNamed(names, word.text);
      if (item === undefined) return unknown(site, word.text, path, names);
      step = item;
    } else if (at === undefined || at.kind === 'mapping') {
      // names of operations have a dot in them: the longest key that fits is meant
      const length = keyLength(at, words.slice(index));
      step = words
        .slice(index, index + length)
        .map(({ text }) => text)
        .join('.');
      index += length - 1;
      const isThere = at?.kind === 'mapping' && at.entries.has(step);
      const known: readonly string[] = inner === undefined ? [] : (knownKeys(inner, raw ?? {}) ?? []);
      if (!isThere && !known.includes(step)) {
        return unknown(site, step, path, [...(at?.kind === 'mapping' ? at.entries.keys() : []), ...known]);
      }
    } else {
      return mistake(
        'E210',
        site,
        `${sayPath(path)} is a single value; there is no ${quote(word.text)} in it`,
      );
    }
    inner = inner === undefined ? undefined : nextSchema(inner, raw, step);
    at = at === undefined ? undefined : treeAt(at, [step]);
    path.push(step);
  }
  if (path.length === 0)
    return mistake('E210', { source, start: 0, end: written.length }, 'the path is empty');
  return { path };
}

/** Where the value is not there yet, a mapping without a choice is still known. */
function nextSchema(schema: z.ZodType, raw: unknown, step: string | number): z.ZodType | undefined {
  const branch = branchFor(schema, raw ?? {});
  if (branch === undefined || definitionOf(branch).type === 'never') return undefined;
  return stepInto(schema, raw ?? {}, step);
}

function keyLength(at: Tree | undefined, words: readonly Word[]): number {
  if (at?.kind !== 'mapping') return 1;
  for (let length = words.length; length > 1; length--) {
    if (
      at.entries.has(
        words
          .slice(0, length)
          .map(({ text }) => text)
          .join('.'),
      )
    )
      return length;
  }
  return 1;
}

/** By the name of the item, or by its number. */
function itemNamed(names: readonly string[], word: string): number | undefined {
  const named = names.indexOf(word);
  if (named >= 0) return named;
  return /^\d{1,6}$/.test(word) && Number(word) < names.length ? Number(word) : undefined;
}

function nameOf(item: Tree): unknown {
  const name = item.kind === 'mapping' ? item.entries.get('name')?.value : undefined;
  return name?.kind === 'scalar' ? String(name.value) : undefined;
}

/** What each item is called: by its `name`, as a fault without one is called everywhere, or by its number. */
function namesOf(list: ListTree, path: Path): string[] {
  const byDefault = path.length === 1 && path[0] === 'faults' ? namesInFaultList(list) : [];
  return list.items.map((item, index) => String(nameOf(item) ?? byDefault[index] ?? index));
}

function unknown(site: Site, word: string, path: Path, known: readonly string[]): Diagnostic {
  const where = path.length === 0 ? 'in the scenario' : `in ${sayPath(path)}`;
  const all = [...new Set(known)];
  const hint = all.length === 0 ? undefined : `known here: ${someNear(word, all)}`;
  return mistake('E211', site, `there is no ${quote(word)} ${where}`, {
    meant: nearestWord(word, all),
    hint,
  });
}

function inSource(tree: Tree, source: Source): Tree {
  const site = { ...tree.site, source };
  if (tree.kind === 'scalar') return { ...tree, site };
  if (tree.kind === 'list') return { ...tree, site, items: tree.items.map((item) => inSource(item, source)) };
  const entries = [...tree.entries].map(
    ([key, entry]) => [key, { key: { ...entry.key, source }, value: inSource(entry.value, source) }] as const,
  );
  return { ...tree, site, entries: new Map(entries) };
}
