/** What `knockon new` does. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
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
  if (!/\.ya?ml$/.test(file))
    throw new UsageError(
      `${file} would not be known as a scenario`,
      `Its name ends in .yaml: knockon new ${file}.yaml`,
    );
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, STARTER, { flag: force === true ? 'w' : 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST')
      throw new UsageError(
        `${file} is there already`,
        `Replace it with: ${shellLine(['knockon', 'new', file, '--force'])}`,
      );
    throw new UsageError(`${file} cannot be written: ${(error as Error).message}`);
  }
  writeError(`${file} is written. Run it: ${shellLine(['knockon', 'run', file])}\n`);
}
