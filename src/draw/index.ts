/** Pictures in terminal cells. Knows nothing of services, of React or of a terminal's state. */

export { columnsOf, textColumns } from '../base/columns.ts';
export { ABSENT, Cells, fitText } from './cells.ts';
export { type DiffOptions, diffCells, rowAnsi } from './diff.ts';
export * from './graph/index.ts';
export { type Colour, PALETTES, type Palette } from './palette.ts';
export {
  type ChartArea,
  paintLines,
  type Reduce,
  type Scale,
  type Series,
  sparkline,
} from './spark.ts';
export { STYLE, type Style, sgr, style, type Tone } from './tone.ts';
