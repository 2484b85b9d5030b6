/**
 * The door of the terminal UI. It is thin on purpose: Ink reads the environment once, when it is
 * imported, so colour is settled before that import begins.
 */
import type { FaultSpec, Plan } from '../sim/index.ts';
import { type Background, type ColourWish, settleColour } from './color.ts';

export type { ColourWish } from './color.ts';

export interface PlayOptions {
  /** What is played; a loaded scenario fits. */
  readonly scenario: {
    readonly title: string;
    readonly question?: string;
    readonly description?: string;
    readonly plan: Plan;
    /** As it is written: for the line that reproduces the run. */
    readonly system?: { readonly faults?: readonly FaultSpec[] | undefined };
  };
  /** The scenario as it was named on the command line, for the line that reproduces the run. */
  readonly file: string;
  /** Arguments that changed the scenario (`--set …`, `--without …`), quoted for a shell, for that same line. */
  readonly args?: string;
  /** Default: the scenario's own. */
  readonly seed?: string;
  /** Simulated seconds a second to begin with: 0.1 to 1000, or Infinity for as fast as possible. Default 10. */
  readonly speed?: number;
  /** How many events it may take, and how many bytes its state; without, any. */
  readonly limits?: { readonly events: number; readonly memory: number };
  /** Begin paused. */
  readonly paused?: boolean;
  /** Only letters and signs that every terminal has. */
  readonly ascii?: boolean;
  readonly colour?: ColourWish;
  /** `rgb` for the Okabe-Ito palette, `ansi` (the default) for the terminal's own colours. */
  readonly palette?: 'ansi' | 'rgb';
  /** Of the terminal; by default as COLORFGBG says, or dark. */
  readonly background?: Background;
  /** false: pictures as text, drawn by Ink; slower, and right on any terminal. */
  readonly canvas?: boolean;
  readonly screenReader?: boolean;
  /** Where to play; the process's own streams by default. */
  readonly stdin?: NodeJS.ReadStream;
  readonly stdout?: NodeJS.WriteStream;
  readonly stderr?: NodeJS.WriteStream;
}

/**
 * Plays a scenario until the person quits; then tells what happened, and how to run the same without a
 * screen. Resolves to the exit code: 0, 2 where there is no terminal, 129, 130 or 143 after a signal.
 */
export async function play(options: PlayOptions): Promise<number> {
  const stdin = options.stdin ?? process.stdin;
  const stdout = options.stdout ?? process.stdout;
  if (stdin.isTTY !== true || stdout.isTTY !== true) {
    const stderr = options.stderr ?? process.stderr;
    stderr.write(
      `play needs a terminal to draw on and to listen to. Without one: knockon run ${options.file}\n`,
    );
    return 2;
  }
  // Not where a bundler has settled it already: React's development build costs up to a third more a frame.
  const { env } = process;
  env.NODE_ENV ??= 'production';
  const colour = settleColour(env, options.colour, options.palette, options.background);
  const { playLive } = await import('./live/play.tsx');
  return playLive(options, colour);
}
