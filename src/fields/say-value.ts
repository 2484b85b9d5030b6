/**
 * How a scenario's own text is repeated in a sentence: quoted, short, and with every character that
 * could steer a terminal written out as an escape.
 */
import { escaped } from '../base/printable.ts';

/** Longer texts are cut: a sentence that repeats a page is not read. */
const LONGEST = 40;

/** `"orders"`, safe to print on a terminal. */
export function quote(text: string): string {
  const points = [...text];
  const short = points.length > LONGEST ? `${points.slice(0, LONGEST).join('')}…` : text;
  return `"${escaped(short)}"`;
}

/** A YAML value in a few words: `250`, `"fast"`, `a list`, `a mapping`, `nothing`. */
export function sayValue(raw: unknown): string {
  if (raw === undefined || raw === null) return 'nothing';
  if (typeof raw === 'string') return quote(raw);
  if (Array.isArray(raw)) return 'a list';
  if (typeof raw === 'object') return 'a mapping';
  return String(raw);
}

/** A YAML mapping as it arrives: neither a list nor nothing. */
export function isMapping(raw: unknown): raw is Readonly<Record<string, unknown>> {
  return typeof raw === 'object' && raw !== null && !Array.isArray(raw);
}
