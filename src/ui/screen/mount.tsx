/** Starts an Ink app on a terminal, with a painted Screen where that is possible and plain Ink where it is not. */
import { type Instance, render } from 'ink';
import type { ReactNode } from 'react';
import type { Colour } from '../../draw/index.ts';
import { CanvasColour } from './canvas.tsx';
import { Screen, type Terminal } from './screen.ts';

export type MountOptions = {
  readonly stdout: NodeJS.WriteStream;
  readonly stdin: NodeJS.ReadStream;
  readonly stderr?: NodeJS.WriteStream;
  readonly colour?: Colour;
  /** false: canvases become text, as with `--no-canvas` */
  readonly canvas?: boolean;
  /** true: one accessible text after another instead of a full screen; canvases say their labels */
  readonly screenReader?: boolean;
  /** how often at most Ink renders a second; the painter is not bound by it */
  readonly maxFps?: number;
  /** false: what is printed while the app runs goes past Ink, as in tests, whose console cannot be replaced */
  readonly patchConsole?: boolean;
};

export type Mounted = {
  readonly app: Instance;
  /** undefined where canvases are text */
  readonly screen: Screen | undefined;
  /** When the app is gone and the terminal is as it was before. */
  readonly ended: Promise<unknown>;
};

/**
 * The root of `node` must be as wide and as high as the terminal (`useWindowSize`), so that layout and screen
 * agree. Ctrl-C is left to the app's own keys.
 */
export function mount(node: ReactNode, options: MountOptions): Mounted {
  const { stdout, stdin } = options;
  const colour = options.colour ?? 'ansi';
  const isHeard = options.screenReader === true;
  const canPaint = options.canvas !== false && !isHeard && stdout.isTTY === true;
  const screen = canPaint ? new Screen(stdout as Terminal, { colour }) : undefined;
  const app = render(<CanvasColour value={colour}>{node}</CanvasColour>, {
    stdout: (screen ?? stdout) as NodeJS.WriteStream,
    stdin,
    ...(options.stderr === undefined ? {} : { stderr: options.stderr }),
    exitOnCtrlC: false,
    alternateScreen: !isHeard,
    interactive: stdout.isTTY === true,
    incrementalRendering: true,
    isScreenReaderEnabled: isHeard,
    patchConsole: options.patchConsole ?? true,
    maxFps: options.maxFps ?? 30,
    onRender: () => screen?.settle(),
  });
  if (screen !== undefined) screen.beforeResize = () => app.clear();
  const ended = app.waitUntilExit().finally(() => screen?.dispose());
  return { app, screen, ended };
}
