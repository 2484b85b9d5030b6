export { Canvas, CanvasColour, type CanvasProps, Cover, type CoverProps } from './canvas.tsx';
export { type Mounted, type MountOptions, mount } from './mount.tsx';
export type { Pane, Rectangle, Screen, ScreenOptions, Terminal } from './screen.ts';
