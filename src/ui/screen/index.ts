export { Canvas, CanvasColour, type CanvasProps, Cover, type CoverProps, useScreen } from './canvas.tsx';
export { mount, type Mounted, type MountOptions } from './mount.tsx';
export { type Pane, type Rectangle, Screen, type ScreenOptions, type Terminal } from './screen.ts';
