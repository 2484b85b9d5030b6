/** What `knockon new` does. */
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { NewOptions } from './new.ts';
import { shellLine } from './shell-line.ts';
import { STARTER } from './starter.ts';
import { writeError, writeOut } from './terminal.ts';
import { UsageError } from './trouble.ts';

export function writeStarter(file: string, { force }: NewOptions): void {
  if (file === '-') {
    writeOut(STARTER);
    return;
  }
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory() === true || /[/\\]$/.test(file))
    throw new UsageError(
      `${file} is a directory`,
      `Name a file in it: ${shellLine(['knockon', 'new', join(file, 'scenario.yaml')])}`,
    );
  if (!/[^/\\]\.ya?ml$/.test(file))
    throw new UsageError(
      `${JSON.stringify(file)} would not be known as a scenario`,
      `Its name ends in .yaml: ${shellLine(['knockon', 'new', `${file.replace(/\.(ya?ml)?$/, '') || 'scenario'}.yaml`])}`,
    );
  let made: string | undefined;
  try {
    made = mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, STARTER, { flag: force === true ? 'w' : 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST')
      throw new UsageError(
        `${file} is there already`,
        `Replace it with: ${shellLine(['knockon', 'new', file, '--force'])}`,
      );
    throw new UsageError(`${file} cannot be written: ${(error as Error).message}`);
  }
  const where = made === undefined ? '' : `, in a new directory`;
  writeError(`${file} is written${where}. Run it: ${shellLine(['knockon', 'run', file])}\n`);
}
