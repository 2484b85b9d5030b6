/** The comments of a YAML text. The reader of values drops them; whoever looks for remarks asks here. */
import { Lexer } from 'yaml';
import { type Range, rangeOf, type Source } from './source.ts';

export interface Comment {
  /** With its `#`. */
  readonly text: string;
  readonly range: Range;
  /** Nothing else stands on its line. */
  readonly isAlone: boolean;
}

/** What the lexer says between pieces of text: they take no room in it. */
const MARKS = new Set(['\u0002', '\u0018', '\u001f']);
/** The mark before a scalar, which may begin with a `#` of its own. */
const SCALAR = '\u001f';

/** Every comment, in the order of the text. A `#` inside a value is none. */
export function commentsOf(source: Source): Comment[] {
  const comments: Comment[] = [];
  let at = 0;
  let before = '';
  for (const lexeme of new Lexer().lex(source.text)) {
    if (MARKS.has(lexeme)) {
      before = lexeme;
      continue;
    }
    if (lexeme.startsWith('#') && before !== SCALAR) {
      const line = source.text.slice(source.text.lastIndexOf('\n', at - 1) + 1, at);
      comments.push({
        text: lexeme,
        range: rangeOf({ source, start: at, end: at + lexeme.length }),
        isAlone: line.trim() === '',
      });
    }
    at += lexeme.length;
    before = lexeme;
  }
  return comments;
}
