import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { writeAnomaliesCsv } from '../../../../src/core/dashboard/anomalies/write-anomalies-csv.ts';
import { defuseCell } from '../../../../src/core/schema/defuse-cell.ts';
import { parseCsv } from '../../score/parse-csv.ts';

const test = suite('dashboard/anomalies/write-anomalies-csv');

test('what starts like a formula gets an apostrophe, plain numbers stay numbers', () => {
  for (const text of [
    '=1+1',
    '+cmd|x',
    '-2+3',
    '@SUM(A1)',
    '\t=1',
    '\r=1',
    '\n=1',
    ' =1',
    '\u200b=1',
    '\u202e=1',
    '\ufeff=1',
    '＝1',
    '-',
    '--5',
    '+49 170',
    '-1e9999',
  ])
    assert.is(defuseCell(text)[0], "'", JSON.stringify(text));
  for (const text of ['-5', '+5', '-.5', '5.', '1e-7', '-1.5E+3', 'a=b', "'=1", '5-3', '', 'a@b']) assert.is(defuseCell(text), text);
  assert.equal([-5, 1e-7, true, null].map(defuseCell), ['-5', '1e-7', 'true', '']);
});

test('also behind what another locale takes for the end of a cell or of a row', () => {
  assert.is(defuseCell('x;=1'), "x;'=1");
  assert.is(defuseCell('x\n@y\t -z'), "x\n'@y\t' -z");
  assert.is(defuseCell('delay 5; taxi 3'), 'delay 5; taxi 3');
  assert.is(defuseCell('a\u0000b'), 'a\ufffdb');
});

const anything = fc.string({
  unit: fc.constantFrom('=', '+', '-', '@', '\t', '\r', '\n', ';', ',', '"', "'", ' ', '1', 'é', '\u0000', '＝', '\u202e'),
});

test('no cell of any text starts a formula, read with commas, with semicolons or with tabs', () => {
  fc.assert(
    fc.property(anything, (text) => {
      const safe = defuseCell(text);
      if (safe === text && /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$/i.test(text)) return;
      for (const cell of [safe, ...safe.split(/[;\t\r\n]/).slice(1)]) assert.not.match(cell, /^[ ]*[=+\-@＝]/);
    }),
    { numRuns: 500 },
  );
});

test('it reads back as RFC 4180: header, CRLF, quotes; what is not claimed is empty', () => {
  const keys = ['flight', '=who'];
  const row = {
    rank: 1,
    row: 0,
    key: { flight: 'a "b", c\r\nd', '=who': -5 },
    score: 0.8,
    p_value: 0.001,
    q_value: 0.02,
    is_anomaly: true,
    values: {},
    reasons: [
      { feature: '=x', value: 1, direction: 'high' as const, percentile: 1, contribution: 1, text: '=x 1: above all of reference' },
    ],
  };
  const text = writeAnomaliesCsv([row], { keys, claims: { p_value: true, q_value: false }, level: 'qualified' });
  assert.ok(text.endsWith('\r\n'));
  assert.is(text.split('\r\n')[0], "flight,'=who,rank,score,p_value,q_value,is_anomaly,reasons,trust_level");
  assert.equal(parseCsv(text)[1], ['a "b", c\r\nd', '-5', '1', '0.8', '0.001', '', 'true', "'=x 1: above all of reference", 'qualified']);
  const none = writeAnomaliesCsv([], { keys: [], claims: { p_value: false, q_value: false }, level: 'withheld' });
  assert.is(none, 'rank,score,p_value,q_value,is_anomaly,reasons,trust_level\r\n');
});

test('no two columns bear one name', () => {
  const text = writeAnomaliesCsv([], {
    keys: ['rank', 'key:rank', 'flight', 'trust_level'],
    claims: { p_value: false, q_value: false },
    level: null,
  });
  assert.is(text, 'key:rank,key:key:rank,flight,key:trust_level,rank,score,p_value,q_value,is_anomaly,reasons,trust_level\r\n');
});

test.run();
