import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readPersonalValue } from '../../../src/core/propose/look/read-personal-value.ts';

const test = suite('core/propose/read-personal-value');

test('values that are personal are known as such, and others are not', () => {
  const cases: [string, string | undefined][] = [
    ['Anna Bauer', 'firstName'],
    ['call Anna at once', 'firstName'],
    ['call her at 0170 1234567', 'phone'],
    ['+49 170 1234567', 'phone'],
    ['mail a.b@example.org', 'email'],
    ['4111 1111 1111 1111', 'card'],
    ['4111 1111 1111 1112', undefined],
    ['10.0.0.7', 'ip'],
    ['2001:db8::1', 'ip'],
    ['12:30:00', undefined],
    ['A. Bauer', 'person'],
    ['Wiebke Krause', 'person'],
    ['Krause, Wiebke', 'person'],
    ['Wiebke von Krause', 'person'],
    ['New York', 'person'],
    ['Dallas, TX', undefined],
    ['late', undefined],
    ['2026-11-22', undefined],
    ['1,234.50', undefined],
    ['AB-2025-000123', undefined],
  ];
  for (const [value, kind] of cases) assert.is(readPersonalValue(value), kind, value);
});

test.run();
