/**
 * Names that stood in what fell of a scenario. Whoever speaks of one of them is not told that it is unknown:
 * that would only follow from a mistake that is told already.
 */
import type { Path, Tree } from './tree.ts';

export class LostNames {
  private readonly words = new Set<string>();
  private hidesCallers = false;
  private hidesCalls = false;

  /** A part of the tree falls. */
  add(path: Path, part: Tree | undefined): void {
    this.hidesCallers ||= mayHideCaller(path, part);
    this.hidesCalls ||= mayHideCall(path, part);
    addWords(part, String(path.at(-1)), this.words);
  }

  /** Does a sentence speak of anything that may have stood in what fell? */
  has(sentence: string): boolean {
    const names = namesIn(sentence);
    // What quotes nothing speaks of what is built, not of a name; and what would be built is not known here.
    if (names.length === 0 || names.some((name) => this.words.has(name))) return true;
    if (!/^unknown (subject|target)/.test(sentence)) return false;
    return this.hidesCallers || (this.hidesCalls && names.some((name) => name.includes(' -> ')));
  }
}

/** `services.*.concurrency`: with a star any step will do. */
export function fits(pattern: string, path: Path): boolean {
  const steps = pattern.split('.');
  return steps.length === path.length && steps.every((step, i) => step === '*' || step === path[i]);
}

const DECLARING = [
  'services',
  'services.*.operations',
  'load',
  'brokers',
  'brokers.*.queues',
  'brokers.*.topics',
];

/** Of what would be gone with it nobody can say what is called so. */
export function declaresNames(path: Path): boolean {
  return DECLARING.some((pattern) => fits(pattern, path));
}

/** Callers and groups have their names inside: of one that does not say it, any name may be meant. */
function mayHideCaller(path: Path, part: Tree | undefined): boolean {
  if (!fits('load.*', path) && !fits('consumers.*', path)) return false;
  return part?.kind !== 'mapping' || (path[0] === 'load' && !part.entries.has('name'));
}

/** So have calls, which are known by both their ends: `web -> orders.place`. */
function mayHideCall(path: Path, part: Tree | undefined): boolean {
  const isStep = path[0] === 'services' && typeof path.at(-1) === 'number' && path.at(-2) !== 'policies';
  return isStep && !saysItsKind(part);
}

/** A step that calls somebody must say whom; the words of all others are known to call nobody. */
function saysItsKind(step: Tree | undefined): boolean {
  if (step?.kind !== 'mapping') return false;
  const entries = [...step.entries];
  return entries.some(([key, { value }]) =>
    PEERS.includes(key) ? value.kind === 'scalar' && typeof value.value === 'string' : INNER.includes(key),
  );
}

const PEERS = ['call', 'notify', 'send', 'publish'];
const INNER = ['work', 'sleep'];

function addWords(tree: Tree | undefined, key: string, words: Set<string>): void {
  if (/\D/.test(key)) words.add(key);
  // Prose names nothing: a name has no spaces but around an arrow.
  if (
    tree?.kind === 'scalar' &&
    typeof tree.value === 'string' &&
    !/\s/.test(tree.value.replaceAll(' -> ', ''))
  )
    for (const word of partsOf(tree.value)) words.add(word);
  if (tree?.kind === 'list') for (const item of tree.items) addWords(item, '', words);
  if (tree?.kind === 'mapping') for (const [name, { value }] of tree.entries) addWords(value, name, words);
}

/** What a sentence names: its quoted words, and the parts of each. */
function namesIn(sentence: string): string[] {
  return [...sentence.matchAll(/"([^"]*)"/g)].flatMap(([, name]) => partsOf(name));
}

/** `orders -> stock.take` is told of three. */
function partsOf(name: string): string[] {
  return [name, ...name.split(/[^\w-]+/)].filter((part) => part !== '');
}
