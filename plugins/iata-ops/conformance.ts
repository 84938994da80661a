import type { Fixtures } from '@oads/cli/plugin';
import { LATE_MESSAGE } from './fixtures/aidx-message.ts';
import { SMALL_SSIM } from './fixtures/ssim-file.ts';
import { AIRPORTS, BASELINE, BTS_FLIGHTS, DELAY_CODES, EMPTY_BTS } from './fixtures/tables.ts';
import { TELEXES } from './fixtures/telexes.ts';

/** Sample input for the conformance suite. */
export default {
  loaders: {
    bts: [
      { options: { path: 'a.csv' }, empty: { path: 'empty.csv' }, files: { 'a.csv': BTS_FLIGHTS, 'empty.csv': EMPTY_BTS } },
      { options: { path: 'a.csv', mend_midnight: true }, files: { 'a.csv': BTS_FLIGHTS } },
    ],
    ssim: [
      { options: { path: 'a.ssim' }, empty: { path: 'empty.ssim' }, files: { 'a.ssim': SMALL_SSIM, 'empty.ssim': '' } },
      { options: { path: 'a.ssim', rows: 'day', to: '2026-06-30' }, files: { 'a.ssim': SMALL_SSIM } },
    ],
    aidx: [
      { options: { path: 'a.xml' }, empty: { path: 'empty.xml' }, files: { 'a.xml': LATE_MESSAGE, 'empty.xml': '' } },
      { options: { path: 'a.xml', rows: 'message' }, files: { 'a.xml': LATE_MESSAGE } },
    ],
    telex: [
      { options: { path: 'a.txt', month: '2026-09' }, empty: { path: 'empty.txt' }, files: { 'a.txt': TELEXES, 'empty.txt': '' } },
      { options: { path: 'a.txt', rows: 'message' }, files: { 'a.txt': TELEXES } },
    ],
  },
  checks: {
    'cancellation-jump': [{}, { options: { by: 'carrier', rate: 0.3 } }],
    congestion: [{ options: { min_days: 3 } }, { options: { baseline: 'baseline.csv' }, files: { 'baseline.csv': BASELINE } }],
    'delay-codes': [{}, { options: { table: 'codes.csv' }, files: { 'codes.csv': DELAY_CODES } }],
    reactionary: [{}, { options: { minutes: 'late_aircraft_delay_min' } }],
    turnaround: [{}, { options: { by_equipment: { '388': 90 } } }],
  },
  features: {
    distance: { options: { airports: 'airports.csv' }, files: { 'airports.csv': AIRPORTS } },
  },
} satisfies Fixtures;
