import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ConfigError } from '../../../../src/core/errors.ts';
import { quoteIdentifier, quoteTable } from '../../../../src/core/load/postgres/quote-identifier.ts';

const test = suite('load/postgres/quote-identifier');

test('a name is quoted whatever it holds', () => {
  assert.is(quoteIdentifier('Select'), '"Select"');
  assert.is(quoteIdentifier('a"; drop table x --'), '"a""; drop table x --"');
  assert.throws(
    () => quoteIdentifier(''),
    (thrown: unknown) => thrown instanceof ConfigError,
  );
  assert.throws(
    () => quoteIdentifier('a\0b'),
    (thrown: unknown) => thrown instanceof ConfigError,
  );
});

test('a table may have a schema, and quotes around a dot', () => {
  assert.is(quoteTable('flights'), '"flights"');
  assert.is(quoteTable('Ops.Flights'), '"Ops"."Flights"');
  assert.is(quoteTable('ops."flights.2026"'), '"ops"."flights.2026"');
  assert.is(quoteTable('"a""b"."c"'), '"a""b"."c"');
  assert.is(quoteTable('two words'), '"two words"');
});

test('what is no table name is refused', () => {
  for (const table of ['', '.', 'a.', '.b', 'a.b.c', 'a"b', '"a', '""', 'a.""', '"a"b']) {
    assert.throws(
      () => quoteTable(table),
      (thrown: unknown) => thrown instanceof ConfigError,
      table,
    );
  }
});

test.run();
