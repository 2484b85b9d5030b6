/**
 * JSON for files that people read and compare, and editors load: what fits on a line stands on one,
 * and only what does not is spread over several. A schema has thousands of short mappings.
 */

const COLUMNS = 110;

/** A value as JSON text, indented by two spaces, with a newline at its end. */
export function jsonText(value: unknown): string {
  return `${spread(value, 0, 0)}\n`;
}

/** `indent` is that of the line the value stands on; `before` is how many columns of the line are taken. */
function spread(value: unknown, indent: number, before: number): string {
  const line = onOneLine(value);
  // a comma may follow
  if (before + line.length < COLUMNS || typeof value !== 'object' || value === null) return line;
  const inside = indent + 2;
  const margin = ' '.repeat(inside);
  const parts = Array.isArray(value)
    ? value.map((part) => spread(part, inside, inside))
    : written(value).map(([key, part]) => {
        const start = `${JSON.stringify(key)}: `;
        return start + spread(part, inside, inside + start.length);
      });
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  return `${open}\n${parts.map((part) => margin + part).join(',\n')}\n${' '.repeat(indent)}${close}`;
}

function onOneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(onOneLine).join(', ')}]`;
  // as in JSON, a place of a list that holds nothing is null
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const parts = written(value).map(([key, part]) => `${JSON.stringify(key)}: ${onOneLine(part)}`);
  return parts.length === 0 ? '{}' : `{ ${parts.join(', ')} }`;
}

/** What JSON has of a mapping: keys without a value are not written. */
function written(value: object): readonly [string, unknown][] {
  return Object.entries(value).filter(([, part]) => part !== undefined);
}
