export { Canvas, CanvasColour, type CanvasProps, Cover, type CoverProps, useScreen } from './canvas.tsx';
export { type Mounted, type MountOptions, mount } from './mount.tsx';
export { type Pane, type Rectangle, Screen, type ScreenOptions, type Terminal } from './screen.ts';
