import type { Fixtures } from '@oads/cli/plugin';
import { LATE_MESSAGE } from './fixtures/aidx-message.ts';
import { SMALL_SSIM } from './fixtures/ssim-file.ts';
import { TELEXES } from './fixtures/telexes.ts';

/** Sample input for the conformance suite. */
export default {
  loaders: {
    ssim: [
      { options: { path: 'a.ssim' }, empty: { path: 'empty.ssim' }, files: { 'a.ssim': SMALL_SSIM, 'empty.ssim': '' } },
      { options: { path: 'a.ssim', rows: 'day', to: '2026-06-30' }, files: { 'a.ssim': SMALL_SSIM } },
    ],
    aidx: { options: { path: 'a.xml' }, empty: { path: 'empty.xml' }, files: { 'a.xml': LATE_MESSAGE, 'empty.xml': '' } },
    telex: [
      { options: { path: 'a.txt', month: '2026-09' }, empty: { path: 'empty.txt' }, files: { 'a.txt': TELEXES, 'empty.txt': '' } },
      { options: { path: 'a.txt', rows: 'message' }, files: { 'a.txt': TELEXES } },
    ],
  },
} satisfies Fixtures;
