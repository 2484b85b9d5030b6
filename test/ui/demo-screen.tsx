import { settleColour } from '../../src/ui/color.ts';
const colour = settleColour(process.env);
const { Box, Text, useApp, useInput, useWindowSize } = await import('ink');
const { useState, useEffect } = (await import('react') as any).default;
const { Canvas, Cover, mount, useScreen } = await import('../../src/ui/screen/index.ts');
const { layoutGraph, paintGraph, paintLines, STYLE } = await import('../../src/draw/index.ts');
const { TWELVE, THIRTY } = await import('../draw/graph/graphs.ts');
let tick = 0;
const history: number[] = [];
function App() {
  const { columns, rows } = useWindowSize();
  const { exit } = useApp();
  const screen = useScreen();
  const [dialog, setDialog] = useState('');
  const [n, setN] = useState(0);
  useInput((input, key) => {
    if (input === 'q') exit();
    if (input === '?') setDialog((d) => (d === '' ? 'cover' : ''));
    if (input === 'd') setDialog((d) => (d === '' ? 'instead' : ''));
    if (key.ctrl && input === 'l') screen?.redraw();
  });
  useEffect(() => {
    const fast = setInterval(() => { tick++; history.push(Math.sin(tick / 9) * 50 + 60); screen?.paint(); }, 66);
    const slow = setInterval(() => setN((v) => v + 1), 330);
    return () => { clearInterval(fast); clearInterval(slow); };
  }, [screen]);
  const height = Math.max(3, rows - 8);
  const graph = rows > 50 ? THIRTY : TWELVE;
  const side = columns >= 100 ? 24 : 0;
  const layout = layoutGraph(graph, { width: columns - side, height });
  const dialogBox = (
    <Box borderStyle="round" width={34} height={7} flexDirection="column" paddingX={1}>
      <Text>Help: the dialog {dialog}</Text><Text>? or d closes it, q quits</Text><Text>{n}</Text>
    </Box>
  );
  return (
    <Box width={columns} height={rows} flexDirection="column" overflow="hidden">
      <Text>demo {columns}x{rows} {layout.level} frame {n}</Text>
      <Box height={height} flexShrink={0}>
        {dialog === 'instead' ? <Box width={columns - side} height={height} alignItems="center" justifyContent="center">{dialogBox}</Box> : (
          <Canvas width={columns - side} height={height} paint={(cells) => {
            paintGraph(cells, layout, {
              nodeTone: (id) => (id.length + (tick >> 3)) % 5 === 0 ? STYLE.fail | STYLE.strong : 'ok',
              nodeLines: (id) => [`${(tick * id.length) % 997}/s`],
              edgePulse: (from) => ((tick + from.length * 7) % 40) / 40,
            });
          }} />
        )}
        {side > 0 && <Box width={side} height={height} flexDirection="column" borderStyle="single"><Text>side panel {n}</Text><Text>rows shared {n % 7}</Text></Box>}
      </Box>
      <Canvas width={columns} height={5} paint={(cells) => { paintLines(cells, { x: 0, y: 0, width: cells.width, height: 5 }, [{ values: history.slice(-cells.width * 2), style: STYLE.info }], { max: 120 }); }} />
      <Text>log line {n}</Text>
      <Text inverse>q quit  ? dialog over  d dialog instead</Text>
      {dialog === 'cover' && <Cover x={10} y={5} width={34} height={7}>{dialogBox}</Cover>}
    </Box>
  );
}
const mounted = mount(<App />, { stdout: process.stdout, stdin: process.stdin, colour, canvas: !process.argv.includes('--no-canvas') });
await mounted.ended;
console.log('bye', mounted.screen?.painted);
