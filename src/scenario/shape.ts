/**
 * Is it shaped like a scenario? Zod answers with issues; here they become diagnostics: one for each
 * mistake, at the key or value that made it.
 */
import type { z } from 'zod';
import { meaningOf, nearestWord, quote, sayIssue, splitSentence } from '../fields/index.ts';
import { type Advice, type Diagnostic, mistake } from './diagnostic.ts';
import { knownKeys, schemaAt, verbsOf } from './schema-walk.ts';
import type { Site } from './source.ts';
import { keySiteAt, type Path, rawOf, sayPath, siteAt, type Tree, treeAt } from './tree.ts';

export type Shaped<Parsed> =
  | { readonly parsed: Parsed; readonly raw: unknown }
  | { readonly diagnostics: readonly Diagnostic[] };

/** A mapping with so many unknown keys is no slip. */
const MOST_KEYS = 100;

export function checkShape<Schema extends z.ZodType>(schema: Schema, tree: Tree): Shaped<z.output<Schema>> {
  const raw = rawOf(tree);
  const result = schema.safeParse(raw, { error: sayIssue });
  if (result.success) return { parsed: result.data, raw };
  const place: Place = { schema, tree, raw };
  return { diagnostics: eachOnce(result.error.issues.flatMap((issue) => diagnose(place, issue))) };
}

/** A mistake, and what tells it from others. */
interface Finding {
  readonly diagnostic: Diagnostic;
  /** Path of a missing key, or of the key that an unknown one was meant to be. */
  readonly key?: string;
  /** The same for one mistake that aliases repeat. */
  readonly same: string;
}

/** Without what aliases repeat, and without missing keys that are there, but misspelt. */
function eachOnce(findings: readonly Finding[]): Diagnostic[] {
  const misspelt = new Set(
    findings.flatMap(({ diagnostic, key }) => (diagnostic.code === 'E201' && key ? [key] : [])),
  );
  const told = new Set<string>();
  return findings.flatMap(({ diagnostic, key, same }) => {
    if (told.has(same) || (diagnostic.code === 'E202' && key !== undefined && misspelt.has(key))) return [];
    told.add(same);
    return [diagnostic];
  });
}

function finding(diagnostic: Diagnostic, told: string, path?: Path): Finding {
  const same = JSON.stringify([diagnostic.code, diagnostic.file, diagnostic.range, told]);
  return path === undefined ? { diagnostic, same } : { diagnostic, same, key: JSON.stringify(path) };
}

interface Place {
  readonly schema: z.ZodType;
  readonly tree: Tree;
  readonly raw: unknown;
}

type Issue = z.core.$ZodIssue;

function diagnose(place: Place, issue: Issue): Finding[] {
  const path = issue.path as Path;
  if (issue.code === 'unrecognized_keys') {
    return issue.keys
      .slice(0, MOST_KEYS)
      .map((key) => unknownKey(place, path, key, issue.keys.length === 1 ? issue.message : ''));
  }
  if (issue.code === 'invalid_key') {
    const [first] = issue.issues;
    return [said('E203', keySiteAt(place.tree, path), path.slice(0, -1), first?.message ?? issue.message)];
  }
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    // a union that could not choose: the branch with the fewest complaints was probably meant
    const nearest = issue.errors.reduce((a, b) => (b.length < a.length ? b : a));
    return nearest.flatMap((inner) => diagnose(place, { ...inner, path: [...issue.path, ...inner.path] }));
  }
  const parent = treeAt(place.tree, path.slice(0, -1));
  // below a scalar nothing can be missing: a transform made the path longer than the text is deep
  const isMissing =
    treeAt(place.tree, path) === undefined && parent !== undefined && parent.kind !== 'scalar';
  if (isMissing) return [missing(place, path, issue.message)];
  const tree = treeAt(place.tree, path);
  if (tree?.kind === 'scalar' && tree.value === null) {
    const [, hint] = splitSentence(issue.message);
    return [
      finding(
        mistake('E203', siteAt(place.tree, path), `${sayPath(path)} is empty`, { hint }),
        issue.message,
      ),
    ];
  }
  return [said('E203', siteAt(place.tree, path), path, bareVerb(place, path) ?? issue.message)];
}

/** `work: exponential`: a word that needs a value of its own, where a duration could stand too. */
function bareVerb({ schema, tree, raw }: Place, path: Path): string | undefined {
  const at = treeAt(tree, path);
  if (at?.kind !== 'scalar' || typeof at.value !== 'string') return undefined;
  const here = schemaAt(schema, raw, path);
  if (here === undefined || !verbsOf(here).includes(at.value)) return undefined;
  return `${quote(at.value)} stands alone; write it as a key with its value: "${at.value}: …"`;
}

function unknownKey({ schema, tree, raw }: Place, path: Path, key: string, message: string): Finding {
  const inner = schemaAt(schema, raw, path);
  const known = inner === undefined ? undefined : knownKeys(inner, valueAt(raw, path));
  const where = path.length === 0 ? '' : ` in ${sayPath(path)}`;
  const word = path.length === 2 && path[0] === 'expect' && known === undefined ? 'metric' : 'key';
  const sentence = `unknown ${word} ${quote(key)}${where}`;
  const site = keySiteAt(tree, [...path, key]);
  if (known === undefined) {
    // a mistyped verb: its own sentence knows what was meant
    const told = /did you mean "([^"]+)"\? ?(.*)$/s.exec(message);
    return finding(mistake('E201', site, sentence, { meant: told?.[1], hint: shortened(told?.[2]) }), key);
  }
  const elsewhere = meaningOf(key, known);
  if (elsewhere?.write !== undefined)
    return finding(mistake('E201', site, sentence, { hint: `write ${elsewhere.write}` }), key, [
      ...path,
      elsewhere.key,
    ]);
  const meant = elsewhere?.key ?? nearestWord(key, known);
  if (meant === undefined && / /.test(key) && valueAt(raw, [...path, key]) === null) {
    const told = 'a comma inside { } ends the value before it; write that value in quotes';
    return finding(mistake('E201', site, sentence, { hint: told }), key);
  }
  const hint = known.length === 0 ? 'nothing may stand here' : `known keys: ${known.join(', ')}`;
  return finding(mistake('E201', site, sentence, { meant, hint }), key, [...path, meant ?? key]);
}

/** A key of a whole file that nobody knows there. */
export function unknownKeyOf(schema: z.ZodType, tree: Tree, key: string): Diagnostic {
  return unknownKey({ schema, tree, raw: rawOf(tree) }, [], key, '').diagnostic;
}

/** A long list of words is cut: the first ones show what is meant, `knockon list` has them all. */
function shortened(hint: string | undefined): string | undefined {
  const words = hint?.split(', ') ?? [];
  return words.length > MOST_WORDS ? `${words.slice(0, MOST_WORDS).join(', ')}, …` : hint || undefined;
}

const MOST_WORDS = 20;

function missing({ tree }: Place, path: Path, message: string): Finding {
  const parent = path.slice(0, -1);
  const [, hint] = splitSentence(message);
  const where = parent.length === 0 ? '' : ` in ${sayPath(parent)}`;
  const name = path.at(-1);
  // an entry of a list that is too short, or a key that is not there
  const what = typeof name === 'number' ? `item [${name}]` : `"${name}"`;
  return finding(mistake('E202', siteAt(tree, path), `${what} is missing${where}`, { hint }), what, path);
}

function said(code: string, site: Site, path: Path, message: string): Finding {
  const [sentence, hint] = splitSentence(message);
  const advice: Advice = { hint: shortened(hint) };
  const told = /^did you mean "([^"]+)"\?\s*(.*)$/s.exec(hint ?? '');
  const where = path.length === 0 ? '' : `${sayPath(path)}: `;
  const advised = told === null ? advice : { meant: told[1], hint: shortened(told[2]) };
  return finding(mistake(code, site, `${where}${sentence}`, advised), message);
}

function valueAt(raw: unknown, path: Path): unknown {
  let at = raw;
  for (const step of path) at = (at as Record<string | number, unknown> | undefined)?.[step];
  return at;
}
