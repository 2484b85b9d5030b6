/** A live session on a terminal, from the first frame to the summary after the last. */
import type { Colour } from '../../draw/index.ts';
import type { PlayOptions } from '../index.ts';
import { mount } from '../screen/index.ts';
import { App } from './app.tsx';
import { Desk } from './desk.ts';
import { startJob } from './job.ts';
import { FIRST_SPEED, speedNear } from './pace.ts';
import { Session } from './session.ts';
import { summaryLines } from './summary.ts';

/** Frames a second, and how much of each the run may take: the rest is for keys and for the terminal. */
const FRAMES_PER_SECOND = 12;
const FRAME_MS = 1000 / FRAMES_PER_SECOND;
const BUSY_MS = FRAME_MS * 0.6;
/** Where React draws everything, pictures are dear: so many of our frames for one of its. */
const FRAMES_PER_TEXT = 3;
/** Whoever listens wants news, not a stream: every three seconds. */
const FRAMES_PER_TELLING = 36;

const HIDE_CURSOR = '\u001b[?25l';
const CLEAR = '\u001b[H\u001b[2J';

/** What a shell sees of a process ended by a signal. */
const SIGNALS = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

export async function playLive(options: PlayOptions, colour: Colour): Promise<number> {
  const { scenario, file } = options;
  const stdout = options.stdout ?? process.stdout;
  const stdin = options.stdin ?? process.stdin;
  const clock = (): number => performance.now();
  const session = new Session(scenario.plan, options.seed ?? scenario.plan.seed, clock, options.limits);
  const desk = new Desk(session, {
    title: scenario.title,
    about: aboutOf(scenario),
    ascii: options.ascii === true,
    speed: speedNear(options.speed ?? FIRST_SPEED),
    isPaused: options.paused === true,
    clock,
  });
  let failure: unknown;
  desk.onTrouble = (error) => {
    failure = error;
    // Not at once: it may be said in the middle of a frame, even the first one.
    setImmediate(() => leave());
  };
  // Ink switches to raw mode only after its first frame: a key pressed at once would be lost, a Ctrl-C would kill.
  stdin.setRawMode(true);
  const mounted = mount(<App desk={desk} />, {
    stdout,
    stdin,
    colour,
    ...(options.canvas === undefined ? {} : { canvas: options.canvas }),
    ...(options.screenReader === undefined ? {} : { screenReader: options.screenReader }),
    patchConsole: false,
  });
  const { app, screen } = mounted;
  const textEvery = options.screenReader === true ? FRAMES_PER_TELLING : FRAMES_PER_TEXT;
  const leave = (): void => {
    // tmux, once resized, would show what is left on the alternate screen above the summary.
    if (screen !== undefined) stdout.write(CLEAR);
    app.unmount();
  };
  desk.onQuit = leave;
  desk.onRedraw = () => screen?.redraw();

  let exitCode = 0;
  const listeners = Object.entries(SIGNALS).map(([signal, code]) => {
    const listener = (): void => {
      exitCode = code;
      leave();
    };
    process.on(signal, listener);
    return () => process.off(signal, listener);
  });

  const job = startJob({
    suspend: (meanwhile) => desk.suspend(meanwhile),
    onReturn: () => {
      // The shell has made lines of what is typed, and Node does not know.
      stdin.setRawMode(false);
      stdin.setRawMode(true);
      stdout.write(HIDE_CURSOR);
      screen?.redraw();
    },
    signals: process,
  });
  desk.onSuspend = job.stop;

  let timer: NodeJS.Timeout | undefined;
  let last = clock();
  let frames = 0;
  const beat = (): void => {
    const begun = clock();
    desk.frame(begun - last, BUSY_MS);
    last = begun;
    frames++;
    if (screen !== undefined) screen.paint();
    else if (frames % textEvery === 0) desk.tell();
    if (failure !== undefined) return;
    timer = setTimeout(beat, Math.max(4, FRAME_MS - (clock() - begun)));
  };
  timer = setTimeout(beat, 0);
  try {
    await mounted.ended;
  } finally {
    clearTimeout(timer);
    for (const off of listeners) off();
    job.dispose();
    stdin.setRawMode(false);
  }
  if (failure !== undefined) throw failure;
  const summary = summaryLines(session, {
    title: scenario.title,
    file,
    faults: scenario.system?.faults ?? [],
    ...(options.args === undefined ? {} : { args: options.args }),
  });
  // A screen reader's last line stands without an end.
  stdout.write(`${options.screenReader === true ? '\n' : ''}${summary.join('\n')}\n`);
  return exitCode;
}

/** Its question, and the paragraphs of its description. */
function aboutOf({ question, description }: PlayOptions['scenario']): string[] {
  const told = [
    ...(question === undefined ? [] : [question]),
    ...(description ?? '').trim().split(/\n\s*\n/),
  ];
  const paragraphs = told.filter((paragraph) => paragraph !== '');
  return paragraphs.length > 0 ? paragraphs : ['It has no `question:` and no `description:`.'];
}
