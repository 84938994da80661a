import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { businessDuplicatesCheck } from '../../../plugins/un-logistics/src/checks/business-duplicates.ts';
import { dateOrderCheck } from '../../../plugins/un-logistics/src/checks/date-order.ts';
import { incotermCheck } from '../../../plugins/un-logistics/src/checks/incoterm.ts';
import { latenessCheck } from '../../../plugins/un-logistics/src/checks/lateness.ts';
import { lineValueCheck } from '../../../plugins/un-logistics/src/checks/line-value.ts';
import { overdueCheck } from '../../../plugins/un-logistics/src/checks/overdue.ts';
import { priorityMismatchCheck } from '../../../plugins/un-logistics/src/checks/priority-mismatch.ts';
import { hostApi } from '../../support/host-api.ts';
import { judgeCheck } from './judge-check.ts';

const test = suite('plugins/un-logistics/shipment-checks');

test('dates out of order fail, whichever two they are; a single date is not judged', async () => {
  const dates = {
    'ordered:date': ['2026-01-01', '2026-01-09', '2026-01-09', '2026-01-01', null],
    'delivered:date': ['2026-01-05', '2026-01-05', null, '2026-01-05', null],
    'recorded:date': ['2026-01-05', '2026-01-09', '2026-01-08', null, '2026-01-05'],
  };
  assert.equal(await judgeCheck(dateOrderCheck, dates), [0, 1, 1, 0, 2]);
  assert.equal(await judgeCheck(dateOrderCheck, dates, { options: { slack_days: 1 } }), [0, 1, 0, 0, 2]);
  assert.equal(await judgeCheck(dateOrderCheck, dates, { options: { columns: ['delivered', 'recorded'] } }), [0, 0, 2, 2, 2]);
});

test('a delivery is late from the day after its limit', async () => {
  const dates = {
    'scheduled:date': ['2026-01-01', '2026-01-01', '2026-01-01', null],
    'delivered:date': ['2026-01-01', '2026-01-02', '2026-01-16', '2026-01-16'],
  };
  assert.equal(await judgeCheck(latenessCheck, dates), [0, 1, 1, 2]);
  assert.equal(await judgeCheck(latenessCheck, dates, { options: { max_days: 14 } }), [0, 0, 1, 2]);
});

test('what is not delivered is overdue so many days after its schedule, as of the as-of time', async () => {
  const dates = {
    'scheduled:date': ['2026-01-01', '2026-01-01', '2026-01-20', null, null],
    'delivered:date': [null, '2026-03-01', null, null, '2026-01-01'],
  };
  assert.equal(await judgeCheck(overdueCheck, dates, { asOf: '2026-02-01T00:00:00Z' }), [1, 0, 0, 2, 0]);
  assert.equal(await judgeCheck(overdueCheck, dates, { asOf: '2026-01-31T00:00:00Z' }), [0, 0, 0, 2, 0]);
  const due = { ...dates, 'scheduled:date': dates['scheduled:date'].map(() => '2026-01-20') };
  const given = { options: { max_days: 0 } };
  assert.equal(await judgeCheck(overdueCheck, due, { ...given, asOf: '2026-01-20T23:59:00Z' }), [0, 0, 0, 0, 0], 'on the day itself');
  assert.equal(await judgeCheck(overdueCheck, due, { ...given, asOf: '2026-01-21T00:00:00Z' }), [1, 0, 1, 1, 0]);
  const hour = { 'scheduled:timestamp': ['2026-01-20T08:00:00Z'], 'delivered:timestamp': [null] };
  assert.equal(await judgeCheck(overdueCheck, hour, { ...given, asOf: '2026-01-20T09:00:00Z' }), [1]);
});

test('a value may be off by the rounding of price and value, and no more', async () => {
  const line = {
    'quantity:number': [3, 1000, 1000, 7, null],
    'pack_price_usd:number': [3.33, 0.12, 0.12, 0, 1],
    'value_usd:number': [10, 124.9, 125.1, 0, 1],
  };
  assert.equal(await judgeCheck(lineValueCheck, line), [0, 0, 1, 0, 2]);
  assert.equal(await judgeCheck(lineValueCheck, line, { options: { price_step: 0, value_step: 0 } }), [1, 1, 1, 0, 2]);
});

test('of lines that share the key all but the first are duplicates', async () => {
  const { api } = await hostApi();
  const check = businessDuplicatesCheck(api);
  const rows = {
    'asn_dn:text': ['DN-1', 'DN-1', 'DN-1'],
    'item:text': ['a', 'a', 'a'],
    'quantity:number': [5, 5, 5],
    'shipment_id:text': ['1', '2', '3'],
  };
  assert.equal(await judgeCheck(businessDuplicatesCheck, rows), [0, 1, 1]);
  const ordered = (...ids: string[]) => judgeCheck(businessDuplicatesCheck, { ...rows, 'shipment_id:text': ids });
  assert.equal(await ordered('10000', '10001', '9999'), [1, 1, 0], 'ids of digits by number');
  assert.equal(await ordered('10000', '9999', 'x'), [0, 1, 1]);
  assert.equal(check.group({}), { key: ['asn_dn', 'item', 'quantity'], order: ['shipment_id'] });
  assert.equal(check.group({ key: ['asn_dn'], order: 'line' }), { key: ['asn_dn'], order: ['line'] });
});

test('retired and unknown terms fail; those for water are not used elsewhere', async () => {
  const rows = {
    'incoterm:text': ['DAP', 'DDU', 'fob Mombasa', 'XYZ', null, 'CIF'],
    'mode:text': ['Air', 'Air', 'Ocean', 'Air', 'Air', 'Truck'],
  };
  assert.equal(await judgeCheck(incotermCheck, rows), [0, 1, 0, 1, 2, 0]);
  assert.equal(await judgeCheck(incotermCheck, rows, { options: { allow_retired: true } }), [0, 0, 0, 1, 2, 0]);
  assert.equal(await judgeCheck(incotermCheck, rows, { options: { mode: 'mode' } }), [0, 1, 0, 1, 2, 1]);
});

test('urgent goods by sea fail, and charters for light goods that can wait', async () => {
  const rows = {
    'product_group:text': ['ACT', 'ACT', 'ARV', 'ARV', 'ARV', null],
    'mode:text': ['Ocean', 'Air Charter', 'Air Charter', 'Air Charter', 'Ocean', 'Ocean'],
    'weight_kg:number': [900, 4, 4, 100, 4, 4],
  };
  const unweighed = { ...rows, 'weight_kg:number': [null, null, null, null, null, null] };
  assert.equal(await judgeCheck(priorityMismatchCheck, unweighed), [1, 0, 2, 2, 0, 2]);
  assert.equal(await judgeCheck(priorityMismatchCheck, rows), [1, 0, 1, 0, 0, 2]);
  const options = { urgent: { product_group: ['ARV'] }, slow_modes: ['Ocean', 'Truck'], light_kg: 5 };
  assert.equal(await judgeCheck(priorityMismatchCheck, rows, { options }), [0, 1, 0, 0, 1, 2]);
});

test('a boolean column can say what is urgent', async () => {
  const rows = { 'rush:boolean': [true, false], 'mode:text': ['Ocean', 'Ocean'], 'weight_kg:number': [1, 1] };
  assert.equal(await judgeCheck(priorityMismatchCheck, rows, { options: { urgent: { rush: ['true'] } } }), [1, 0]);
});

test.run();
