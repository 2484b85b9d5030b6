/**
 * YAML text → tree, or the mistakes in it. A scenario may come from anyone, so every cost is bounded
 * before it is paid: size, tokens, nesting and the number of values once aliases are followed.
 */
import {
  type Alias,
  Composer,
  type CST,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  type Node,
  Parser,
} from 'yaml';
import { nearestWord, quote } from '../fields/index.ts';
import { type Diagnostic, mistake, mistakeOfFile } from './diagnostic.ts';
import type { Site, Source } from './source.ts';
import type { Entry, MappingTree, Tree } from './tree.ts';

/** 1 MiB of text. */
const LARGEST = 1024 * 1024;
/** About thirty thousand lines. Stops a text of nothing but brackets before it becomes objects. */
const MOST_TOKENS = 200_000;
/** Values in all, those that aliases repeat included. */
const MOST_VALUES = 100_000;
/** Deep enough for twenty steps inside one another, and no danger to the stack. */
const DEEPEST = 100;
/** As many mistakes of one file as anybody could want to see. */
const MOST_MISTAKES = 200;

/** A document that was read, or why it was not. An empty text has no tree and one diagnostic. */
export type Parsed = { readonly tree: Tree } | { readonly diagnostics: readonly Diagnostic[] };

export function parseDocument(source: Source): Parsed {
  if (!looksLikeText(source.text)) {
    return refuse(mistakeOfFile('E111', source, 'this is not text', { hint: 'a scenario is YAML in UTF-8' }));
  }
  if (source.text.includes('\r') && !source.text.includes('\n')) {
    const hint = 'save it with line feeds, or with both';
    return refuse(mistakeOfFile('E111', source, 'its lines end in carriage returns alone', { hint }));
  }
  if (source.text.length > LARGEST) {
    return refuse(mistakeOfFile('E103', source, `the text is larger than ${LARGEST / 1024 / 1024} MiB`));
  }
  const documents = compose(source);
  if (!Array.isArray(documents)) return refuse(documents);
  const [document, second] = documents;
  const mistakes = (document?.errors ?? [])
    .slice(0, MOST_MISTAKES)
    .map((error) => sayYamlMistake(source, error));
  for (const warning of document?.warnings.slice(0, MOST_MISTAKES) ?? []) {
    const what =
      source.text[warning.pos[0]] === '%'
        ? 'a directive (a line that begins with "%")'
        : 'a tag (a word that begins with "!")';
    mistakes.push(mistake('E110', siteOf(source, warning.pos), `${what} has no meaning here`));
  }
  if (second !== undefined) {
    const site = siteOf(source, [second.range[0], second.range[0]]);
    mistakes.push(mistake('E108', site, 'a second document begins here; a scenario is one document'));
  }
  if (mistakes.length > 0) return { diagnostics: mistakes };
  if (document?.contents == null) {
    const sentence =
      source.text.trim() === '' ? 'the text is empty' : 'the text says nothing beside comments';
    return refuse(
      mistakeOfFile('E109', source, sentence, { hint: 'knockon new - prints a scenario to start from' }),
    );
  }
  return new Reader(source).read(document.contents as Node);
}

function refuse(diagnostic: Diagnostic): Parsed {
  return { diagnostics: [diagnostic] };
}

/**
 * A picture, an archive or text in UTF-16 would fill the screen with what YAML makes of it. A text has
 * no NUL, few controls, and few marks of bytes that no UTF-8 has. The beginning tells.
 */
function looksLikeText(text: string): boolean {
  const beginning = text.slice(0, 64 * 1024);
  if (beginning.includes('\0')) return false;
  const strange = beginning.match(NOT_OF_TEXT)?.length ?? 0;
  return strange <= beginning.length * MOST_STRANGE;
}

/** Controls but tab and line ends, and the mark that stands for bytes that could not be read. */
const NOT_OF_TEXT = /[\u0001-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffd]/g;
/** Latin-1 read as UTF-8 has about 3% of them, a compressed file more than a third. */
const MOST_STRANGE = 0.1;

/** Text → tokens → documents of nodes, within the limits. */
function compose(source: Source): Document.Parsed[] | Diagnostic {
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  let count = 0;
  let depth = 0;
  let offset = 0;
  for (const lexeme of new Lexer().lex(source.text)) {
    count++;
    if (lexeme === '[' || lexeme === '{') depth++;
    else if (lexeme === ']' || lexeme === '}') depth--;
    if (count > MOST_TOKENS)
      return mistakeOfFile('E105', source, `the text has more than ${MOST_TOKENS} words and signs`);
    if (depth > DEEPEST) return tooDeep(source, offset);
    for (const token of parser.next(lexeme)) tokens.push(token);
    offset = parser.offset;
  }
  for (const token of parser.end()) tokens.push(token);
  const deep = deepestToken(tokens);
  if (deep !== undefined) return tooDeep(source, deep);
  // each YAML error would record a stack nobody reads; a hundred thousand of them take seconds
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    // keys are compared below, with a set: the composer compares each with each
    const composer = new Composer({
      uniqueKeys: false,
      prettyErrors: false,
      logLevel: 'silent',
      merge: false,
    });
    return [...composer.compose(tokens, true, source.text.length)] as Document.Parsed[];
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

function tooDeep(source: Source, offset: number): Diagnostic {
  return mistake(
    'E104',
    { source, start: offset, end: offset + 1 },
    `more than ${DEEPEST} levels inside one another`,
  );
}

/** Where nesting passes the limit, if it does. Blocks count as well as brackets. No recursion: it is what we guard. */
function deepestToken(tokens: readonly CST.Token[]): number | undefined {
  const waiting: { token: CST.Token; depth: number }[] = tokens.map((token) => ({ token, depth: 0 }));
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { token, depth } = next;
    if (depth > DEEPEST) return token.offset;
    if (token.type === 'document' && token.value !== undefined) waiting.push({ token: token.value, depth });
    if (!('items' in token)) continue;
    for (const item of token.items) {
      for (const part of [item.key, item.value]) {
        if (part !== undefined && part !== null) waiting.push({ token: part, depth: depth + 1 });
      }
    }
  }
  return undefined;
}

/** What YAML's own words leave unsaid. */
const HINTS: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: 'indent with spaces',
  BAD_INDENT: 'keys of one mapping start in the same column',
  BLOCK_AS_IMPLICIT_KEY: 'put a text with ": " in it in quotes',
  MULTILINE_IMPLICIT_KEY: 'is a ":" missing, or a quote not closed?',
  BAD_ALIAS: 'put a text that begins with "*" or "&" in quotes',
  BAD_SCALAR_START: 'put a text that begins with a special character in quotes',
};

function sayYamlMistake(
  source: Source,
  error: { code: string; message: string; pos: [number, number] },
): Diagnostic {
  const sentence = error.message.charAt(0).toLowerCase() + error.message.slice(1);
  const isOpen = error.code === 'MISSING_CHAR' || sentence.includes('and end with a');
  // YAML gives a key that slid to the left of its item the code of a bracket that is missing
  const isAstray = sentence.includes('without - indicator');
  const hint = isAstray
    ? 'keys of one list item start in the same column'
    : isOpen
      ? 'close every bracket and quote'
      : HINTS[error.code];
  return mistake('E101', siteOf(source, error.pos), sentence, { hint });
}

function siteOf(source: Source, [start, end]: readonly number[]): Site {
  return { source, start, end };
}

/** Words of YAML's core schema; any other tag asks for something that is not plain data. */
const PLAIN_TAGS = new Set(
  ['str', 'int', 'float', 'bool', 'null', 'map', 'seq'].map((tag) => `tag:yaml.org,2002:${tag}`),
);

/** Nodes → tree, in the order of the text, so that an alias finds the anchor before it. */
class Reader {
  readonly #source: Source;
  readonly #mistakes: Diagnostic[] = [];
  /** What an anchor stands for, and how many values that is; 'open' while the anchored value is being read. */
  readonly #anchors = new Map<string, { tree: Tree; values: number } | 'open'>();
  #values = 0;
  #isFull = false;

  constructor(source: Source) {
    this.#source = source;
  }

  read(node: Node): Parsed {
    const tree = this.#tree(node);
    return this.#mistakes.length > 0 ? { diagnostics: this.#mistakes } : { tree };
  }

  #tree(node: Node | null): Tree {
    if (node === null) return this.#nothing([0, 0]);
    this.#count(1, node);
    if (isAlias(node)) return this.#aliased(node);
    const anchor = isScalar(node) || isMap(node) || isSeq(node) ? node.anchor : undefined;
    if (anchor !== undefined) this.#anchors.set(anchor, 'open');
    const before = this.#values;
    const tree = this.#plain(node);
    if (anchor !== undefined) this.#anchors.set(anchor, { tree, values: this.#values - before + 1 });
    return tree;
  }

  #plain(node: Node): Tree {
    const site = this.#siteOf(node);
    if (node.tag !== undefined && !PLAIN_TAGS.has(node.tag)) {
      this.#say(mistake('E110', site, `the tag ${quote(node.tag)} has no meaning here`));
    } else if (isSeq(node)) {
      const items: Tree[] = [];
      for (const item of node.items) {
        if (this.#isFull) break;
        items.push(this.#tree(item as Node | null));
      }
      return { kind: 'list', items, site };
    } else if (isMap(node)) {
      return this.#mapping(node.items as readonly { key: unknown; value: unknown }[], site);
    } else if (isScalar(node)) {
      const { value } = node;
      if (
        value === null ||
        typeof value === 'string' ||
        typeof value === 'number' ||
        typeof value === 'boolean'
      ) {
        return { kind: 'scalar', value, site };
      }
      this.#say(mistake('E110', site, 'this is not a text, a number, true, false or nothing'));
    }
    return { kind: 'scalar', value: null, site };
  }

  #mapping(pairs: readonly { key: unknown; value: unknown }[], site: Site): Tree {
    const entries = new Map<string, Entry>();
    const merged = new Set<string>();
    for (const pair of pairs) {
      if (this.#isFull) break;
      const key = pair.key as Node | null;
      const keySite = key === null ? site : this.#siteOf(key);
      if (isScalar(key) && key.value === '<<' && key.type === 'PLAIN') {
        for (const [name, entry] of this.#mergedEntries(pair.value as Node | null, keySite)) {
          if (entries.has(name)) continue;
          entries.set(name, entry);
          merged.add(name);
        }
        continue;
      }
      const name = this.#keyName(key, keySite);
      const value = this.#tree(pair.value as Node | null);
      if (name === undefined) continue;
      if (entries.has(name) && !merged.delete(name)) {
        this.#say(
          mistake('E102', keySite, `the key ${quote(name)} is here a second time`, {
            hint: 'keep one of them',
          }),
        );
        continue;
      }
      const isEmpty = pair.value === null;
      // a key with nothing behind it: its value is at the key
      entries.set(name, {
        key: keySite,
        value: isEmpty ? { kind: 'scalar', value: null, site: keySite } : value,
      });
    }
    return { kind: 'mapping', entries, site };
  }

  /** `<<: *base`, or a list of them: the first one that has a key gives it. */
  #mergedEntries(node: Node | null, keySite: Site): MappingTree['entries'] {
    const tree = this.#tree(node);
    const parts = tree.kind === 'list' ? tree.items : [tree];
    const entries = new Map<string, Entry>();
    for (const part of parts) {
      if (part.kind !== 'mapping') {
        if (!this.#isFull)
          this.#say(mistake('E107', keySite, '"<<" merges mappings; this is something else'));
        return new Map();
      }
      for (const [name, entry] of part.entries) if (!entries.has(name)) entries.set(name, entry);
    }
    return entries;
  }

  #keyName(key: Node | null, site: Site): string | undefined {
    const name = isScalar(key)
      ? typeof key.value === 'string'
        ? key.value
        : (key.source ?? String(key.value))
      : undefined;
    // the one word that JavaScript would not store as a key but obey
    if (name === '__proto__') this.#say(mistake('E107', site, '"__proto__" cannot be a key'));
    else if (name !== undefined) return name;
    else this.#say(mistake('E107', site, 'a key is one plain word'));
    return undefined;
  }

  #aliased(alias: Alias): Tree {
    const name = alias.source;
    const site = this.#siteOf(alias);
    const anchored = this.#anchors.get(name);
    if (anchored === 'open') {
      this.#say(mistake('E106', site, `the alias *${name} stands inside the very value it repeats`));
    } else if (anchored === undefined) {
      const meant = nearestWord(name, this.#anchors.keys());
      this.#say(mistake('E106', site, `no anchor &${name} comes before this alias`, { meant }));
    } else {
      this.#count(anchored.values, alias);
      // a mistake about the whole value is shown at the alias; one inside it, at the text of the anchor
      if (!this.#isFull) return { ...anchored.tree, site };
    }
    return { kind: 'scalar', value: null, site };
  }

  #count(values: number, node: Node): void {
    this.#values += values;
    if (this.#values <= MOST_VALUES || this.#isFull) return;
    this.#isFull = true;
    const sentence = `more than ${MOST_VALUES} values, counting what aliases repeat`;
    this.#mistakes.length = 0;
    this.#mistakes.push(
      mistake('E105', this.#siteOf(node), sentence, { hint: 'aliases of aliases multiply' }),
    );
  }

  #nothing(range: readonly number[]): Tree {
    return { kind: 'scalar', value: null, site: siteOf(this.#source, range) };
  }

  #siteOf(node: Node): Site {
    return siteOf(this.#source, node.range ?? [0, 0]);
  }

  #say(diagnostic: Diagnostic): void {
    if (!this.#isFull && this.#mistakes.length < MOST_MISTAKES) this.#mistakes.push(diagnostic);
  }
}
