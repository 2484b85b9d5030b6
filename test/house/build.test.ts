import { describe, expect, test } from 'vitest';

/** The parts of esbuild's metafile that the check reads. */
interface Metafile {
  outputs: Record<
    string,
    { inputs: Record<string, object>; imports: readonly { path: string; kind: string }[] }
  >;
}

// The build is plain JavaScript: it runs before anything is compiled.
const script: string = new URL('../../build.mjs', import.meta.url).href;
const { strayScreen } = (await import(script)) as {
  strayScreen(metafile: Metafile, output: string): string | undefined;
};

describe('the bundled command', () => {
  /** dist/knockon.js, a chunk it imports in this way, and what that chunk was made from. */
  function bundle(kind: 'import-statement' | 'dynamic-import', input: string): Metafile {
    return {
      outputs: {
        'dist/knockon.js': {
          inputs: { 'src/cli/main.ts': {} },
          imports: [{ path: 'dist/chunks/a.js', kind }],
        },
        'dist/chunks/a.js': { inputs: { [input]: {} }, imports: [] },
      },
    };
  }

  test('may load the terminal UI when it is asked for', () => {
    const later = bundle('dynamic-import', 'node_modules/ink/build/index.js');
    expect(strayScreen(later, 'dist/knockon.js')).toBeUndefined();
  });

  test.each(['node_modules/ink/build/index.js', 'node_modules/react/index.js', 'src/ui/app.tsx'])(
    'never loads %s at its start',
    (input) => {
      expect(strayScreen(bundle('import-statement', input), 'dist/knockon.js')).toBe(input);
    },
  );

  test('loads everything else as it likes', () => {
    const yaml = bundle('import-statement', 'node_modules/yaml/dist/index.js');
    expect(strayScreen(yaml, 'dist/knockon.js')).toBeUndefined();
  });
});
