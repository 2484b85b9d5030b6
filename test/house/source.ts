/** Reads the files of the project, and tells code from comments and strings well enough for our rules. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export interface Source {
  /** From the root of the project, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

const root = fileURLToPath(new URL('../../', import.meta.url));
/** What is fetched or built is not ours, nor are the packages of any folder; src/sim/dist is. */
const notOurs = new Set(['node_modules', 'dist', 'coverage', '.git']);
const isText =
  /(^|\/)([^./]+|\.(npmrc|gitignore|editorconfig)|.+\.(ts|tsx|mjs|js|json|md|ya?ml|sh|txt|cpp|svg|html))$/;

/** Every text file of the project below these folders (all of it by default), in the order of their paths. */
export function readTree(folders: readonly string[] = ['.']): Source[] {
  const found: Source[] = [];
  for (const folder of folders) {
    for (const entry of readdirSync(root + folder, { withFileTypes: true, recursive: false })) {
      const path = folder === '.' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory() && entry.name !== 'node_modules' && !notOurs.has(path))
        found.push(...readTree([path]));
      else if (entry.isFile() && isText.test(path))
        found.push({ path, text: readFileSync(root + path, 'utf8') });
    }
  }
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** The 1-based line of an offset. */
export function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let i = text.indexOf('\n'); i !== -1 && i < offset; i = text.indexOf('\n', i + 1)) line++;
  return line;
}

export interface Code {
  /** Comments, the words of templates and regular expressions blanked; quoted strings kept. */
  readonly withStrings: string;
  /** Quoted strings blanked as well. */
  readonly bare: string;
}

/**
 * Blanks what is not code, keeping every offset and every line. It does not parse: a quote that does not
 * close on its line (an apostrophe in JSX text) is taken for a letter.
 */
export function codeOf(text: string): Code {
  const withStrings = text.split('');
  const bare = text.split('');
  const blank = (from: number, to: number, target: string[]): void => {
    for (let k = from; k < to; k++) if (target[k] !== '\n') target[k] = ' ';
  };
  /** For each template we are inside of: how many braces are open in its current `${ … }`. */
  const openBraces: number[] = [];
  let i = 0;

  /** Blanks template words from `i` to the next `${` or the closing backtick. */
  const skipTemplateWords = (): void => {
    const from = i;
    while (i < text.length && text[i] !== '`' && !text.startsWith('${', i)) i += text[i] === '\\' ? 2 : 1;
    blank(from, i, withStrings);
    blank(from, i, bare);
    if (text[i] === '`') {
      openBraces.pop();
      i += 1;
    } else {
      openBraces[openBraces.length - 1] = 0;
      i += 2;
    }
  };

  while (i < text.length) {
    const char = text[i];
    const rest = text.slice(i, i + 2);
    if (rest === '//' || rest === '/*') {
      const close = rest === '//' ? text.indexOf('\n', i) : text.indexOf('*/', i + 2) + 2;
      const end = close < i + 2 ? text.length : close;
      blank(i, end, withStrings);
      blank(i, end, bare);
      i = end;
    } else if (char === "'" || char === '"') {
      const end = closingQuote(text, i);
      if (end === -1) i += 1;
      else {
        blank(i + 1, end, bare);
        i = end + 1;
      }
    } else if (char === '`') {
      openBraces.push(0);
      i += 1;
      skipTemplateWords();
    } else if (char === '/' && startsRegex(text, i)) {
      const end = closingSlash(text, i);
      blank(i, end, withStrings);
      blank(i, end, bare);
      i = end;
    } else if (openBraces.length > 0 && char === '}' && openBraces.at(-1) === 0) {
      i += 1;
      skipTemplateWords();
    } else {
      if (openBraces.length > 0 && char === '{') openBraces[openBraces.length - 1]++;
      if (openBraces.length > 0 && char === '}') openBraces[openBraces.length - 1]--;
      i += 1;
    }
  }
  return { withStrings: withStrings.join(''), bare: bare.join('') };
}

function closingQuote(text: string, open: number): number {
  for (let i = open + 1; i < text.length && text[i] !== '\n'; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === text[open]) return i;
  }
  return -1;
}

/** A slash divides after a value and starts a regular expression after anything else. */
function startsRegex(text: string, slash: number): boolean {
  const before = text.slice(Math.max(0, slash - 40), slash).trimEnd();
  if (/(^|[^\w$.])(return|typeof|case|in|of|yield|await)$/.test(before)) return true;
  // `</Text>` and `/>` are JSX, not regular expressions.
  return !/[\w$)\]}<'"`]$/.test(before) && text[slash + 1] !== '>' && closingSlash(text, slash) > slash + 1;
}

/** The offset after the regular expression that starts here, or the slash itself when it never ends. */
function closingSlash(text: string, slash: number): number {
  let inClass = false;
  for (let i = slash + 1; i < text.length && text[i] !== '\n'; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === '[') inClass = true;
    else if (text[i] === ']') inClass = false;
    else if (text[i] === '/' && !inClass) return i + 1;
  }
  return slash;
}
