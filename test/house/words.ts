/**
 * Words we do not write, and what we write instead. `code` rules look at code only (comments and quoted
 * text may say the word); `text` rules look at everything.
 */
import { codeOf, lineAt, type Source } from './source.ts';

export interface Word {
  readonly word: RegExp;
  readonly sees: 'code' | 'text';
  /** Folders or files of the project; `.` is all of it. */
  readonly within: readonly string[];
  readonly except?: readonly string[];
  readonly instead: string;
}

/** Where everything must come out the same each time. */
const pure = ['src/base', 'src/fields', 'src/sim', 'src/verify', 'src/present', 'src/draw'];
/** Files that forbid a word must be able to write it. */
const ourselves = ['test/house'];

export const words: readonly Word[] = [
  {
    word: /\bMath\s*\.\s*random\b/,
    sees: 'code',
    within: ['src', 'test', 'bench'],
    instead: 'a keyed draw (src/sim/kernel/luck.ts): the same seed must give the same run',
  },
  {
    word: /\bDate\s*\.\s*now\b|\bnew\s+Date\b|\bperformance\s*\.\s*now\b/,
    sees: 'code',
    within: pure,
    instead: 'simulated time, passed in; only cli, ui and experiment may look at the wall clock',
  },
  {
    word: /(?<!\.)\b(setTimeout|setInterval|setImmediate|queueMicrotask)\b/,
    sees: 'code',
    within: pure,
    instead: 'an event in the calendar (src/sim/kernel/calendar.ts)',
  },
  {
    word: /\bMath\s*\.\s*(pow|sin|cos|tan|sinh|cosh|tanh|cbrt|expm1|log1p|hypot)\b|\*\*/,
    sees: 'code',
    within: ['src/base', 'src/sim'],
    instead: 'multiplication, Math.exp, Math.log or Math.sqrt: the others differ between versions of V8',
  },
  {
    word: /^(export )?(let|var) /m,
    sees: 'code',
    within: ['src/base', 'src/sim'],
    instead:
      'a field of a constant object: what a module keeps in `let` becomes `const` in the bundle (build.mjs)',
  },
  {
    word: /\.\s*shift\s*\(\s*\)/,
    sees: 'code',
    within: ['src'],
    instead: 'an index that moves on, or a list of src/sim/kernel: shift() moves every element that is left',
  },
  {
    // A typed array that is made and sorted in one breath is fine: it sorts by number.
    word: /(?<!\b\w+(?:8|16|32|64)Array\b[^\n;]*)\.\s*(sort|toSorted)\s*\(\s*\)/,
    sees: 'code',
    within: ['src', 'bench'],
    instead: 'a comparator, `.sort((a, b) => a - b)`: without one, numbers are ordered as text',
  },
  {
    word: /(?<![.\w$])(process|console)\s*(\.|\[|\?\.)/,
    sees: 'code',
    within: ['src'],
    except: ['src/cli', 'src/ui'],
    instead: 'a parameter, or a returned value: only cli and ui speak to the process',
  },
  {
    word: /^\s*export\s+default\b/,
    sees: 'code',
    within: ['src'],
    instead: 'a named export: one thing, one name everywhere',
  },
  {
    word: /@ts-(ignore|nocheck)\b/,
    sees: 'text',
    within: ['src', 'test', 'bench', 'tools'],
    except: ourselves,
    instead: 'a type that is true, or `as` at a border with the reason beside it',
  },
  {
    word: /\b(TODO|FIXME|XXX|HACK)\b/,
    sees: 'text',
    within: ['.'],
    except: [...ourselves, 'package-lock.json'],
    instead: 'the work itself, or a sentence on what is left out and why',
  },
  {
    word: /\b(test|it|describe|suite)\s*(\.\w+)*\.\s*(only|skip|todo)\b/,
    sees: 'code',
    within: ['test'],
    instead: 'a test that runs: mend it, or delete it and say why in the commit',
  },
  {
    word: /(?<![\w.)\]}*$/~-])\/(work|tmp|root|home|Users)\//,
    sees: 'text',
    within: ['.'],
    except: ourselves,
    instead: 'a path from the root of the project, or os.tmpdir(): this one exists on one machine',
  },
  {
    word: /\bregistry\.(npmjs|yarnpkg|npmmirror)\.\w+|https?:\/\/[^\s'"]*\bregistry\b/,
    sees: 'text',
    within: ['.'],
    except: ourselves,
    instead: "nothing: which registry is asked is the machine's setting",
  },
];

/** Every banned word in these files, a sentence each. */
export function bannedWords(sources: readonly Source[], banned: readonly Word[] = words): string[] {
  return sources.flatMap(({ path, text }) => {
    const rules = banned.filter((each) => lies(path, each.within) && !lies(path, each.except ?? []));
    if (rules.length === 0) return [];
    const code = rules.some((each) => each.sees === 'code') ? codeOf(text).bare : '';
    return rules.flatMap(({ word, sees, instead }) => {
      const seen = sees === 'code' ? code : text;
      return [...seen.matchAll(new RegExp(word, 'gm'))].map((match) => {
        const start = (match.index ?? 0) + match[0].search(/\S/);
        return `${path}:${lineAt(seen, start)} says \`${match[0].trim()}\`; write instead: ${instead}`;
      });
    });
  });
}

function lies(path: string, places: readonly string[]): boolean {
  return places.some((place) => place === '.' || path === place || path.startsWith(`${place}/`));
}
