/** The screen of a live run: one painted picture, a row of keys, and a dialog when there is one. */
import { Box, Text, useApp, useInput, useIsScreenReaderEnabled, usePaste, useWindowSize } from 'ink';
import { type ReactNode, useContext, useSyncExternalStore } from 'react';
import { fitText, textColumns } from '../../draw/index.ts';
import { Canvas, CanvasColour, Cover } from '../screen/index.ts';
import type { Desk } from './desk.ts';
import { type DialogLine, dialogSpace, dialogText } from './dialogs.ts';
import { asciiArrows } from './glyphs.ts';
import { keysOf } from './key-names.ts';
import { footerKeys, type Situation } from './keys.ts';
import { SMALLEST } from './picture.ts';
import { type Dialog, focusOf, type State } from './state.ts';
import { dimLook, troubleLook } from './text-looks.ts';

export function App({ desk }: { readonly desk: Desk }): ReactNode {
  const { columns, rows } = useWindowSize();
  const state = useSyncExternalStore(desk.subscribe, desk.snapshot);
  const isHeard = useIsScreenReaderEnabled();
  const { suspendTerminal } = useApp();
  desk.suspend = suspendTerminal;
  const isHidden = !isHeard && (columns < SMALLEST.columns || rows < SMALLEST.rows);
  desk.resize(columns, rows, isHidden);
  useInput((input, key) => {
    for (const name of keysOf(input, key)) desk.key(name);
  });
  // Without this a terminal types what is pasted, and any `q` in it would quit.
  usePaste((text) => desk.paste(text));
  if (isHidden) {
    return (
      <Box width={columns} height={rows} flexDirection="column" overflow="hidden">
        <Text wrap="truncate">
          {`needs ${SMALLEST.columns}x${SMALLEST.rows}, has ${columns}x${rows}; enlarge, or q`}
        </Text>
        {rows > 1 && <Text wrap="truncate">{desk.whyStill}</Text>}
      </Box>
    );
  }
  return (
    <Box width={columns} height={rows} flexDirection="column" overflow="hidden">
      <Canvas
        width={columns}
        height={rows - 1}
        paint={(cells) => desk.paint(cells)}
        {...(isHeard ? { label: desk.inWords() } : {})}
      />
      <Footer state={state} situation={desk.situation} columns={columns} ascii={desk.ascii} />
      {state.dialog !== undefined && (
        <DialogPane
          dialog={state.dialog}
          note={desk.whyStill}
          columns={columns}
          rows={rows}
          ascii={desk.ascii}
        />
      )}
    </Box>
  );
}

type FooterProps = {
  readonly state: State;
  readonly situation: Situation;
  readonly columns: number;
  readonly ascii: boolean;
};

/** The most useful keys of whatever has the keyboard. */
function Footer({ state, situation, columns, ascii }: FooterProps): ReactNode {
  const dim = dimLook(useContext(CanvasColour));
  return (
    <Box height={1} flexShrink={0} paddingLeft={1}>
      <Text wrap="truncate">
        {footerKeys(focusOf(state), columns - 1, situation).map(({ keys, word }, index) => (
          <Text key={keys}>
            {index === 0 ? '' : '  '}
            <Text bold>{ascii ? asciiArrows(keys) : keys}</Text>
            <Text {...dim}>{` ${word}`}</Text>
          </Text>
        ))}
      </Text>
    </Box>
  );
}

type DialogPaneProps = {
  readonly dialog: Dialog;
  /** Beside the title. */
  readonly note: string;
  readonly columns: number;
  readonly rows: number;
  readonly ascii: boolean;
};

function DialogPane({ dialog, note, columns, rows, ascii }: DialogPaneProps): ReactNode {
  const dim = dimLook(useContext(CanvasColour));
  const { title, lines, width } = dialogText(dialog, dialogSpace(columns, rows, ascii), note);
  const outer = { width: Math.min(columns, width + 4), height: lines.length + 3 };
  const x = Math.floor((columns - outer.width) / 2);
  const y = Math.max(0, Math.floor((rows - 1 - outer.height) / 2));
  return (
    <Cover x={x} y={y} {...outer}>
      <Box
        {...outer}
        borderStyle={ascii ? 'classic' : 'round'}
        flexDirection="column"
        paddingX={1}
        overflow="hidden"
      >
        <Text wrap="truncate">
          <Text bold>{title}</Text>
          <Text {...dim}>{`  ${fitText(note, width - textColumns(title) - 2, ascii)}`}</Text>
        </Text>
        {lines.map((line, index) => (
          // A line has no identity but its place.
          // biome-ignore lint/suspicious/noArrayIndexKey: lines never move
          <Line key={index} line={line} width={width} />
        ))}
      </Box>
    </Cover>
  );
}

function Line({ line, width }: { readonly line: DialogLine; readonly width: number }): ReactNode {
  const colour = useContext(CanvasColour);
  const text = line.text === '' ? ' ' : line.text;
  switch (line.look) {
    case 'selected':
      return (
        <Text inverse wrap="truncate">
          {text + ' '.repeat(Math.max(0, width - textColumns(text)))}
        </Text>
      );
    case 'trouble':
      return (
        <Text {...troubleLook(colour)} wrap="truncate">
          {text}
        </Text>
      );
    default:
      return (
        <Text bold={line.look === 'strong'} {...(line.look === 'dim' ? dimLook(colour) : {})} wrap="truncate">
          {text}
        </Text>
      );
  }
}
