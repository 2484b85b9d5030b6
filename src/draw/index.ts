/** Pictures in terminal cells. Knows nothing of services, of React or of a terminal's state. */
export { bar, type BarOptions, type BarPart, divideColumns, paintBar, paintStackedBar } from './bars.ts';
export { ABSENT, Cells, columnsOf, fitText, textColumns } from './cells.ts';
export { diffCells, type DiffOptions, rowAnsi } from './diff.ts';
export * from './graph/index.ts';
export { type ChartArea, paintLines, type Reduce, resample, type Scale, type Series, sparkline } from './spark.ts';
export { type Colour, loudness, sgr, style, STYLE, type Style, STYLES, type Tone } from './tone.ts';
