// @ts-check

/**
 * Sample input for `oads plugins test`, by the names of the contributions.
 * @type {import('./oads-plugin.d.ts').Fixtures}
 */
const fixtures = {
  loaders: {
    tides: {
      options: { path: 'a.txt' },
      empty: { path: 'none.txt' },
      files: { 'a.txt': 'A;2026-01-01T00:00:00Z;1.2;1.9\nB;2026-01-01T00:10:00Z;;0.4\nno reading\n', 'none.txt': '' },
    },
  },
  checks: {
    ascent: {
      options: { most: 2 },
      schema: [
        { name: 'before', type: 'number' },
        { name: 'height', type: 'number' },
      ],
      rows: [
        { before: 1.2, height: 1.9 },
        { before: 0.2, height: 5.5 },
        { before: null, height: 0.4 },
      ],
    },
  },
};

export default fixtures;
