/** `npm run golden`: writes down what the shipped scenarios come to now, and says what is different. */
import { existsSync, writeFileSync } from 'node:fs';
import { scenariosIn } from '../scenarios/shipped.ts';
import { GOLDEN, readGolden, sayChange, type Worlds, worldOf } from './worlds.ts';

const before: Worlds = existsSync(GOLDEN) ? readGolden() : {};
const after: Worlds = Object.fromEntries(scenariosIn('scenarios').map((one) => [one.name, worldOf(one)]));
const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
const changes = names.map((name) => sayChange(name, before[name], after[name])).filter((said) => said !== '');
writeFileSync(GOLDEN, `${JSON.stringify(after, null, 2)}\n`);
console.log(changes.length === 0 ? 'golden: every world is as it was' : changes.join('\n'));
