import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseScheduleDataSet } from 'iata-ssim/sds';
import { aidxLoader } from '../../plugins/iata-ops/src/loaders/aidx/aidx-loader.ts';
import { ssimLoader } from '../../plugins/iata-ops/src/loaders/ssim/ssim-loader.ts';
import { telexLoader } from '../../plugins/iata-ops/src/loaders/telex/telex-loader.ts';
import type { Loader } from '../../src/core/plugin/api.ts';
import { hostApi, loadContext } from '../../test/support/host-api.ts';
import type { Fact } from './fact.ts';

type Row = Readonly<Record<string, unknown>>;

/** What the loaders of iata-ops read in a real schedule, in messages of an airport, and in telexes written by hand. */
export async function facts(dataDir: string): Promise<Fact[]> {
  const { api } = await hostApi();
  const ssim = path.join(dataDir, 'ssim', 'avionworx_sample.ssim');
  const [legs, messages, telexes] = [
    await loadAll(ssimLoader(api), { path: ssim }),
    await loadAll(aidxLoader(api), { path: path.join(dataDir, 'aidx', '*.xml'), rows: 'message' }),
    await loadAll(telexLoader(api), { path: path.join(dataDir, 'mvt', 'samples_handwritten.txt'), month: '2026-09' }),
  ];
  return [...ssimFacts(legs, ssim), ...aidxFacts(messages, path.join(dataDir, 'aidx')), ...telexFacts(telexes)];
}

async function loadAll(loader: Loader, options: Row): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const batch of loader.load(options, loadContext())) rows.push(...(batch.frame.toRecords() as Row[]));
  return rows;
}

function fact(what: string, expected: unknown, got: unknown, note?: string): Fact {
  return { what, expected: String(expected), got: String(got), agrees: String(expected) === String(got), note };
}

function ssimFacts(rows: readonly Row[], file: string): Fact[] {
  const legs = rows.filter(({ record_type }) => record_type === '3');
  const breaks = rows.filter(({ problem }) => String(problem).startsWith('serial: '));
  const told = rows
    .filter(({ problem }) => problem !== null)
    .map(({ line, record_type, problem }) => `line ${line}, type ${record_type}: ${problem}`);
  return [
    fact('SSIM legs', 514, legs.length),
    fact('SSIM serial breaks', 1, breaks.length, told.join('\n')),
    compareWithOracle(legs, readFileSync(file, 'latin1')),
  ];
}

/** Every field of every leg beside what npm's iata-ssim reads. */
function compareWithOracle(legs: readonly Row[], text: string): Fact {
  const minutes = (time: { h: number; m: number } | null) => (time ? time.h * 60 + time.m : null);
  const oracle = parseScheduleDataSet(text).carriers.flatMap(({ carrier, flightLegs }) => flightLegs.map((leg) => ({ carrier, leg })));
  const different: string[] = [];
  let compared = 0;
  for (const [index, { carrier, leg }] of oracle.entries()) {
    const row = legs[index] ?? {};
    const expected: Row = {
      suffix: leg.operationalSuffix.trim(),
      carrier: leg.airlineDesignator,
      flight: leg.flightNumber.replace(/^0+(?=\d)/, ''),
      itinerary_variation: leg.itineraryVariationId,
      leg_sequence: leg.legSequenceNumber,
      service_type: leg.serviceType,
      period_from: leg.periodFrom?.toISOString(),
      period_to: leg.periodTo?.toISOString(),
      days: leg.daysOfOperation.join(''),
      frequency: leg.frequencyRate,
      origin: leg.departure.station,
      passenger_std: minutes(leg.departure.stdPassenger),
      aircraft_std: minutes(leg.departure.stdAircraft),
      utc_departure_min: leg.departure.utcOffsetMinutes,
      origin_terminal: leg.departure.terminal,
      destination: leg.arrival.station,
      aircraft_sta: minutes(leg.arrival.staAircraft),
      passenger_sta: minutes(leg.arrival.staPassenger),
      utc_arrival_min: leg.arrival.utcOffsetMinutes,
      destination_terminal: leg.arrival.terminal,
      equipment: leg.aircraftType,
      booking_classes: leg.prbd,
      joint_operation: leg.jointOperationAirlines.join(';'),
      owner: leg.aircraftOwner,
      onward_carrier: leg.onwardAirline,
      onward_flight: leg.onwardFlightNumber.replace(/^0+(?=\d)/, ''),
      traffic_restriction: leg.trafficRestrictionCode,
      configuration: leg.aircraftConfiguration,
      date_variation: leg.dateVariation,
      record_serial: leg.serialNumber,
      line: leg.lineNumber,
      time_mode: carrier.timeMode,
      season: carrier.season,
      schedule_status: carrier.scheduleStatus,
    };
    for (const [name, value] of Object.entries(expected)) {
      compared++;
      if (show(value) !== show(row[name]))
        different.push(`line ${leg.lineNumber} ${name}: iata-ssim ${show(value)}, got ${show(row[name])}`);
    }
  }
  return fact(
    'SSIM fields as iata-ssim reads them',
    `${compared} of ${compared}`,
    `${compared - different.length} of ${compared}`,
    different.slice(0, 5).join('\n') || undefined,
  );
}

function show(value: unknown): string {
  if (value instanceof Date) return value.toISOString();
  return value === null || value === undefined ? '' : String(value).trim();
}

/** What the names of the files promise, and the delays that a plain search of the text gives. */
function aidxFacts(rows: readonly Row[], directory: string): Fact[] {
  const named = rows.map((row) => {
    const name = String(row.source_file);
    const delay = row.dep_delay_min ?? row.arr_delay_min;
    const [, side, digits] = /(LATE|LESS)_(\d+)MIN/.exec(name) ?? [];
    const minutes = digits ? Number(digits) * (side === 'LESS' ? -1 : 1) : undefined;
    const status = /_(NOP|DX)_/.exec(name)?.[1] ?? 'OP';
    const isDelayed = /_DEL_/.test(name);
    const gate = /Gate_(\d+[A-Z])/.exec(name)?.[1];
    const promises: [string, boolean][] = [[status, row.status === status && row.cancelled === (status === 'DX') && row.problem === null]];
    if (minutes !== undefined) promises.push([`${minutes} min`, delay === minutes]);
    if (isDelayed) promises.push(['delayed', Number(delay) > 0]);
    if (/TDN_landed/.test(name)) promises.push(['landed', row.landing !== null]);
    if (/OFB_TKO/.test(name)) promises.push(['off-block, take-off', row.actual_off_block !== null && row.take_off !== null]);
    if (gate) promises.push([`gate ${gate}`, row.gate === gate]);
    return {
      what: `AIDX ${name}`,
      expected: promises.map(([promise]) => promise).join(', '),
      got: `${row.status}, ${delay} min ${row.dep_delay_basis ?? row.arr_delay_basis}`,
      agrees: promises.every(([, isKept]) => isKept),
    };
  });
  const same = rows.filter((row) => {
    const text = readFileSync(path.join(directory, String(row.source_file)), 'utf8');
    const time = (qualifier: string, type: string) => {
      const found = new RegExp(`<OperationTime OperationQualifier="${qualifier}"[^>]* TimeType="${type}">([^<]+)`).exec(text);
      return found ? Date.parse(found[1]) : undefined;
    };
    const delayOf = (qualifier: string) =>
      ((time(qualifier, 'ACT') ?? time(qualifier, 'EST') ?? Number.NaN) - time(qualifier, 'SCT')!) / 60_000;
    return (row.dep_delay_min ?? row.arr_delay_min) === delayOf(/"OFB"[^>]*"SCT"/.test(text) ? 'OFB' : 'ONB');
  });
  return [...named, fact('AIDX delays as a plain search of the text gives them', `${rows.length} of 11`, `${same.length} of 11`)];
}

function telexFacts(rows: readonly Row[]): Fact[] {
  const [first, corrected, returned, , diverted] = rows;
  const time = (value: unknown) => (value instanceof Date ? value.toISOString().slice(8, 16) : '');
  return [
    fact(
      'telexes: 10 messages of 5 movements',
      '10 of 5',
      `${rows.reduce((sum, { messages }) => sum + Number(messages), 0)} of ${rows.length}`,
    ),
    fact('telexes without a problem', rows.length, rows.filter(({ problem }) => problem === null).length),
    fact(
      'XA200: off-block, take-off, landing, on-block',
      '21T11:00 21T11:15 21T15:06 21T15:12',
      [first.actual_off_block, first.take_off, first.landing, first.actual_on_block].map(time).join(' '),
    ),
    fact(
      'XA200: delay codes, minutes, passengers, dead load',
      '93A;75 15 112 1840',
      `${first.delay_codes} ${first.declared_delay_min} ${first.passengers} ${first.dead_load_kg}`,
    ),
    fact(
      'XA410: corrected off-block, codes, minutes',
      '22T11:58 41 58',
      `${time(corrected.actual_off_block)} ${corrected.delay_codes} ${corrected.declared_delay_min}`,
    ),
    fact('XA412: back on blocks', '22T14:12', time(returned.returned_at)),
    fact(
      'XA416: bound for, diverted to, reason',
      'MAN STN 71',
      `${diverted.destination} ${diverted.diverted_to} ${diverted.diversion_reason}`,
    ),
  ];
}
