/**
 * The desk: where keys, the run and the picture meet. It holds the one state of the screen, passes
 * what a key asks for on to the session, and paints when asked. Nothing here knows React or a terminal.
 */
import type { Cells } from '../../draw/index.ts';
import type { NodeNow } from '../../present/live.ts';
import type { MapNode, SystemMap } from '../../present/map.ts';
import { inTrouble, nextAlongCalls } from '../../present/trouble.ts';
import { sayClock, sayWhole } from '../../present/words.ts';
import { choicesFor, cures } from './aim.ts';
import { dialogSpace, isReadOnly, readEnd } from './dialogs.ts';
import { glyphOf, HEALTH } from './glyphs.ts';
import type { Suspend } from './job.ts';
import { actionOf, isWritten, type Situation } from './keys.ts';
import { labelOf, spotsOf } from './layout-map.ts';
import { allNews } from './news.ts';
import { SPEEDS } from './pace.ts';
import { Picture, SMALLEST } from './picture.ts';
import { lineKey, type Scene, SceneMaker } from './scene.ts';
import type { Session } from './session.ts';
import {
  type Effect,
  type Facts,
  firstState,
  focusOf,
  injected,
  type Message,
  type Place,
  press,
  type State,
  say,
} from './state.ts';
import { nextOf, type Spot } from './steps.ts';
import { tellScene } from './tell.ts';

export interface DeskOptions {
  readonly title: string;
  /** What the scenario asks and tells about itself, a paragraph each. */
  readonly about?: readonly string[];
  readonly ascii: boolean;
  /** Index into SPEEDS to begin with. */
  readonly speed: number;
  readonly isPaused: boolean;
  readonly clock: () => number;
}

/** So long on the wall a message stands. */
const MESSAGE_MS = 6000;

export class Desk {
  state: State;
  readonly session: Session;
  readonly ascii: boolean;
  onQuit: () => void = () => {};
  onRedraw: () => void = () => {};
  onSuspend: () => void = () => {};
  onTrouble: (error: unknown) => void = (error) => {
    throw error;
  };
  private readonly scenes: SceneMaker;
  private readonly picture = new Picture();
  private readonly listeners = new Set<() => void>();
  private readonly about: readonly string[];
  private isBroken = false;
  private readonly clock: () => number;
  /** The message of the last frame, and since when it stands there, ms. */
  private said: Message | undefined;
  private saidAt = 0;
  private painted: Scene | undefined;
  /** The situation of the last frame, as one word. */
  private wasSo = '';
  private size = { columns: 80, rows: 24 };
  /** The terminal is too small to show the run. */
  private isHidden = false;

  constructor(session: Session, options: DeskOptions) {
    this.session = session;
    this.ascii = options.ascii;
    this.clock = options.clock;
    this.about = [options.title, ...(options.about ?? [])];
    this.state = { ...firstState(options.speed), isPaused: options.isPaused };
    this.scenes = new SceneMaker(session, options, options.clock);
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly snapshot = (): State => this.state;

  /** How the terminal is given up for a while, known once there is a screen. */
  suspend: Suspend = (meanwhile) => meanwhile();

  /** A key of the person at it; of what nobody sees, only that it is to end, or to stop for a while. */
  key(key: string): void {
    this.guarded(() => {
      if (!this.isHidden) this.answer(key);
      else if (actionOf('watch', key) === 'quit') this.onQuit();
      else if (actionOf('watch', key) === 'suspend') this.onSuspend();
    });
  }

  /** What is pasted is text: it goes where there is something to write in, and is no key anywhere. */
  paste(text: string): void {
    this.guarded(() => {
      if (this.isHidden) return;
      if (!isWritten(focusOf(this.state))) {
        this.become(say(this.state, 'what is pasted does nothing here'));
        return;
      }
      const [line] = text.trim().split(/[\r\n]/);
      for (const letter of line) if (letter >= ' ') this.answer(letter === ' ' ? 'space' : letter);
    });
  }

  /**
   * The run stands still while it cannot be watched: whoever reads or writes in a dialog means the instant
   * at which it was opened.
   */
  get isHeld(): boolean {
    return this.isHidden || this.state.dialog !== undefined;
  }

  /** What is so just now, as far as keys mean more or less then. */
  get situation(): Situation {
    const { session, state, scenes } = this;
    // As it was painted last: what has just turned is told with the next frame.
    this.painted ??= scenes.make(state);
    const scene = this.painted;
    const troubled = troubledIn(scene, scenes.map);
    const [columns, rows] = [this.size.columns, this.size.rows - 1];
    const { dialog } = state;
    return {
      going: session.isOver ? 'over' : state.isPaused ? 'paused' : 'running',
      isSelected: state.selected !== undefined,
      isClose: state.isClose && state.selected !== undefined,
      isTroubled: troubled.some(({ id }) => id !== state.selected),
      canLift: liftableIn(scene).length > 0,
      isLarge: !this.isHidden && !this.picture.wholeOn(scene, columns, rows).layout.fits,
      isList: state.view === 'list',
      hasNews: scene.spells.length > 0 || scene.spans.some(({ from }) => from <= scene.now),
      hasOptions: dialog?.kind === 'set' && dialog.choice.fields.some(({ options }) => options !== undefined),
    };
  }

  /** `stands still at 0:23.1`, `paused at 0:23.1`: why nothing moves behind a dialog. */
  get whyStill(): string {
    const { run, stop } = this.session;
    if (stop !== undefined) return `at ${sayClock(run.now)}`;
    if (run.isOver) return 'the run is over';
    return `${this.state.isPaused ? 'paused' : 'the run stands still'} at ${sayClock(run.now)}`;
  }

  /**
   * Our own mistakes are handed on once, and from then on nothing is computed or painted: on its way out
   * Ink draws a last frame, and a second mistake in there would keep it from giving the terminal back.
   */
  private guarded(work: () => void): void {
    if (this.isBroken) return;
    try {
      work();
    } catch (error) {
      this.isBroken = true;
      this.onTrouble(error);
    }
  }

  private answer(key: string): void {
    const { state, effect } = press(this.state, key, this.facts());
    this.become(this.kept(state));
    if (effect !== undefined) this.carryOut(effect);
  }

  /** As much of the run as a frame is worth; `busyMs` at most on the wall. */
  frame(elapsedMs: number, busyMs: number): void {
    const { session } = this;
    this.guarded(() => {
      this.forgetMessage();
      const isSeeking = session.goal !== undefined;
      if (session.isOver || this.isHeld || (this.state.isPaused && !isSeeking)) return;
      session.frame(SPEEDS[this.state.speed], elapsedMs, busyMs);
      if (session.stop !== undefined) this.tellOfStop(session.stop);
      this.tellOfTurns();
    });
  }

  /** Once, and whatever else is on the screen: nothing moves any more. */
  private tellOfStop(why: string): void {
    const dialog = { kind: 'stopped', paragraphs: ['The run had to stop.', why], at: 0 } as const;
    this.become({ ...this.state, dialog, message: undefined });
  }

  paint(cells: Cells): void {
    if (cells.width < SMALLEST.columns || cells.height < SMALLEST.rows - 1) return;
    this.guarded(() => {
      this.painted = this.scenes.make(this.state);
      this.picture.paint(cells, this.painted);
    });
  }

  /** The picture in words. */
  inWords(): string {
    return tellScene(this.scenes.make(this.state));
  }

  /** `isHidden` where so many cells cannot show the run. */
  resize(columns: number, rows: number, isHidden = false): void {
    this.size = { columns, rows };
    this.isHidden = isHidden;
  }

  /** What was said is old after a while, and hides the news. */
  private forgetMessage(): void {
    const { message } = this.state;
    if (message === undefined) return;
    if (message !== this.said) {
      this.said = message;
      this.saidAt = this.clock();
    } else if (this.clock() - this.saidAt > MESSAGE_MS) {
      this.become({ ...this.state, message: undefined });
    }
  }

  /** The footer is drawn by React, which has to hear of what turned while nobody pressed a key. */
  private tellOfTurns(): void {
    const now = Object.values(this.situation).join();
    if (now !== this.wasSo) this.tell();
    this.wasSo = now;
  }

  /** For who draws by React alone: everything may have changed. */
  tell(): void {
    this.become({ ...this.state });
  }

  private facts(): Facts {
    const { session, scenes, size } = this;
    const scene = scenes.make(this.state);
    const { nodes } = scenes.map;
    const [columns, rows] = [size.columns, size.rows - 1];
    const isMap = this.state.view === 'map';
    const listed = scene.order.map(({ id }, y) => ({ id, x: 0, y }));
    const spots = isMap ? spotsOf(this.picture.mapOn(scene, columns, rows)) : listed;
    const everybody = isMap ? spotsOf(this.picture.wholeOn(scene, columns, rows)) : listed;
    return {
      spots,
      everybody,
      troubled: troubledIn(scene, scenes.map).map(({ id }) => id),
      firstService: firstOf(
        spots,
        nodes.filter(({ kind }) => kind === 'service').map(({ id }) => id),
      ),
      alongCalls: (id, to) => nextAlongCalls(scenes.map, scene.nodes, id, to),
      about: this.about,
      news: () => allNews(scene),
      places: () => scene.order.map((node) => this.placeOf(node, scene)),
      nameOf: (id) => scenes.nodeOf(id)?.name ?? id,
      choicesFor: (id, isOnlyCures) => {
        const node = scenes.nodeOf(id);
        const choices =
          node === undefined
            ? []
            : choicesFor(session.plan, scenes.map, node, (target) => session.run.pushedAt(target));
        return isOnlyCures ? cures(choices) : choices;
      },
      liftable: liftableIn(scene),
      isOver: session.isOver,
    };
  }

  private placeOf(node: MapNode, { nodes }: Scene): Place {
    const { health } = nodes.get(node.id) as NodeNow;
    return {
      id: node.id,
      name: labelOf(node, this.ascii),
      told: `${glyphOf(HEALTH[health], this.ascii)} ${health}`,
    };
  }

  private carryOut(effect: Effect): void {
    const { session } = this;
    switch (effect.kind) {
      case 'quit':
        this.onQuit();
        return;
      case 'redraw':
        this.onRedraw();
        return;
      case 'suspend':
        this.onSuspend();
        return;
      case 'step':
        session.step();
        if (session.stop !== undefined) {
          this.tellOfStop(session.stop);
          return;
        }
        this.become(
          say(this.state, `event ${sayWhole(session.run.events)} at ${(session.run.now / 1e9).toFixed(6)}s`),
        );
        return;
      case 'window':
        session.toNextWindow();
        return;
      case 'inject':
        this.become(injected(this.state, session.inject(effect.fault)));
        return;
      case 'lift':
        this.become(
          session.lift(effect.name)
            ? say(this.state, `lifted ${effect.name}`)
            : say(this.state, `${effect.name} is over already`, true),
        );
        return;
      case 'restart': {
        const seed = effect.seed === 'same' ? session.seed : nextSeed(session.seed);
        session.restart(seed);
        this.become(say({ ...this.state, isPaused: false }, `started again with seed ${seed}`));
        return;
      }
    }
  }

  /** What is read does not scroll past its end. */
  private kept(state: State): State {
    const { dialog } = state;
    if (dialog === undefined || !isReadOnly(dialog)) return state;
    const end = readEnd(dialog, dialogSpace(this.size.columns, this.size.rows, this.ascii));
    return { ...state, dialog: { ...dialog, at: Math.min(dialog.at, end) } };
  }

  private become(state: State): void {
    this.state = state;
    for (const listener of this.listeners) listener();
  }
}

function troubledIn({ nodes, lines }: Scene, map: SystemMap): MapNode[] {
  return inTrouble(map, nodes, (from, to) => lines.get(lineKey(from, to))?.failing ?? 0);
}

/** Faults under way, then those to come, the latest first. */
function liftableIn({ spans, isOver }: Scene): string[] {
  return spans
    .filter(({ stage }) => stage !== 'past' && !isOver)
    .sort((a, b) => Number(b.stage === 'active') - Number(a.stage === 'active') || b.from - a.from)
    .map(({ name }) => name);
}

/** The one that calls come to first: leftmost, then topmost. */
function firstOf(spots: readonly Spot[], ids: readonly string[]): string | undefined {
  const among = new Set(ids);
  return nextOf(
    undefined,
    'next',
    spots.filter(({ id }) => among.has(id)),
  );
}

/** `7` becomes `8`; a seed that is not a number gets one. */
export function nextSeed(seed: string): string {
  const match = /^(.*?)(\d{1,15})$/.exec(seed);
  return match === null ? `${seed}-2` : `${match[1]}${Number(match[2]) + 1}`;
}
