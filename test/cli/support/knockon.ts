/** The bundled command as a process, in a directory of its own. */
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../../', import.meta.url));
const command = join(root, 'dist', 'knockon.js');

export function buildIfStale(): void {
  execFileSync(process.execPath, [join(root, 'build.mjs'), '--if-stale'], { cwd: root, stdio: 'pipe' });
}

export interface Answer {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Setting {
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Options for Node, before the command. */
  readonly node?: readonly string[];
}

export class Workplace {
  readonly directory = mkdtempSync(join(tmpdir(), 'knockon-cli-'));

  write(files: Readonly<Record<string, string>>): void {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(this.directory, name)), { recursive: true });
      writeFileSync(join(this.directory, name), text);
    }
  }

  path(name: string): string {
    return join(this.directory, name);
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }

  /** Runs `knockon …args` and waits for its end. */
  knockon(args: readonly string[], setting: Setting = {}): Promise<Answer> {
    const { GITHUB_ACTIONS: _, FORCE_COLOR: __, KNOCKON_DEBUG: ___, ...env } = process.env;
    const child = spawn(process.execPath, [...(setting.node ?? []), command, ...args], {
      cwd: this.directory,
      env: { ...env, ...setting.env },
      stdio: 'pipe',
    });
    let out = '';
    let err = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      err += text;
    });
    child.stdin.on('error', () => {});
    child.stdin.end(setting.input ?? '');
    return new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code) => resolve({ code, out, err }));
    });
  }
}
