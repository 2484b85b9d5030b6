import { stringify } from 'yaml';
import { lint } from './src/lint/index.ts';
import { holdsFor } from './test/laws/random-system.ts';
import { scenarioOf } from './test/scenario/support/mistakes.ts';
const NO_NUMBER = /\bNaN|Infinity|undefined|\[object|\bnull\b|-\d+(\.\d+)?(ns|µs|ms|s|m|h|\/s|%)/;
const seen = new Map<string, { n: number; texts: string[] }>();
let slow = 0;
for (let s = Number(process.argv[2]); s < Number(process.argv[3]); s++) {
  process.env.KNOCKON_LAWS_SEED = String(s);
  try {
  holdsFor({}, (system) => {
    const scenario = scenarioOf(stringify({ title: 'A random system', ...system }));
    const t = performance.now();
    for (const f of lint(scenario).findings) {
      const text = `${f.sentence} | ${f.formula} | ${f.hint}`;
      if (NO_NUMBER.test(text) || !f.range) console.log('BAD', s, f.code, text);
      const e = seen.get(f.code) ?? { n: 0, texts: [] };
      e.n++; if (e.texts.length < 4 || (Math.random() < 0.02 && e.texts.length < 14)) e.texts.push(text);
      seen.set(f.code, e);
    }
    slow = Math.max(slow, performance.now() - t);
  }, 200);
  } catch (error) { console.log('THROWN', s, String(error).slice(0, 1500)); }
}
console.log('slowest', slow);
for (const [code, { n, texts }] of [...seen].sort()) { console.log(`\n${code} ${n}`); for (const t of texts) console.log('  ' + t); }
