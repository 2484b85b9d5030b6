/**
 * `<Canvas>`: a rectangle of cells inside an Ink layout. On a Screen it is an empty box that the screen paints;
 * anywhere else (tests, pipes, `--no-canvas`) the same picture comes as rows of text, and a screen reader
 * hears the label instead.
 */
import { Box, type DOMElement, measureElement, Text, useIsScreenReaderEnabled, useStdout } from 'ink';
import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useInsertionEffect,
  useLayoutEffect,
  useRef,
} from 'react';
import { Cells, type Colour, rowAnsi } from '../../draw/index.ts';
import { type Rectangle, Screen } from './screen.ts';

/** Colours for canvases that are drawn as text; a Screen has its own. */
export const CanvasColour = createContext<Colour>('none');

export type CanvasProps = {
  readonly width: number;
  readonly height: number;
  /** Draws onto blank cells of this size. May read changing data: `useScreen()?.paint()` shows it without React. */
  readonly paint: (cells: Cells) => void;
  /** what the picture says in words, for a screen reader */
  readonly label?: string;
};

export function Canvas({ width, height, paint, label }: CanvasProps): ReactNode {
  const screen = useScreen();
  const colour = useContext(CanvasColour);
  const isHeard = useIsScreenReaderEnabled();
  const box = useRef<DOMElement>(null);
  const latestPaint = useRef(paint);
  // An insertion effect runs before Ink renders the commit, so text and picture of one commit are shown together.
  useInsertionEffect(() => {
    latestPaint.current = paint;
  }, [paint]);
  useLayoutEffect(
    () =>
      screen?.register({
        measure: () => rectangleOf(box.current),
        paint: (cells) => latestPaint.current(cells),
      }),
    [screen],
  );
  useEffect(() => screen?.paintSoon());

  if (isHeard) return label === undefined ? null : <Text>{label}</Text>;
  if (screen !== undefined) return <Box ref={box} width={width} height={height} flexShrink={0} />;
  const cells = new Cells(width, height);
  paint(cells);
  return (
    <Box width={width} height={height} flexShrink={0} flexDirection="column" overflow="hidden">
      {Array.from({ length: cells.height }, (_, y) => (
        // A row has no identity but its place.
        // biome-ignore lint/suspicious/noArrayIndexKey: rows never move
        <Text key={y} wrap="truncate">
          {rowAnsi(cells, y, colour) || ' '}
        </Text>
      ))}
    </Box>
  );
}

export type CoverProps = Rectangle & { readonly children?: ReactNode };

/**
 * A box that lies over canvases, such as a dialog: the painter leaves its area to Ink. Its place is given in cells
 * of the whole screen, and it has to be a child of the root. It is told to the screen in an insertion effect, the
 * only kind that runs before Ink renders the commit: a frame later the painter would already have painted over it.
 */
export function Cover({ x, y, width, height, children }: CoverProps): ReactNode {
  const screen = useScreen();
  useInsertionEffect(
    () => screen?.register({ measure: () => ({ x, y, width, height }) }),
    [screen, x, y, width, height],
  );
  return (
    <Box position="absolute" left={x} top={y} width={width} height={height} overflow="hidden">
      {children}
    </Box>
  );
}

/** The screen being painted, or undefined where canvases are text. */
function useScreen(): Screen | undefined {
  const { stdout } = useStdout();
  return (stdout as unknown) instanceof Screen ? (stdout as unknown as Screen) : undefined;
}

function rectangleOf(element: DOMElement | null): Rectangle | undefined {
  if (element === null) return undefined;
  const { x, y, width, height } = measureElement(element);
  return { x: Math.round(x), y: Math.round(y), width: Math.round(width), height: Math.round(height) };
}
