import { Readable } from 'node:stream';
import { AIRPORTS, BASELINE, BTS_FLIGHTS } from '../../../plugins/iata-ops/fixtures/tables.ts';
import { parseAirports } from '../../../plugins/iata-ops/src/airports/airports.ts';
import { parseBaseline } from '../../../plugins/iata-ops/src/congestion/parse-baseline.ts';
import { readFlights } from '../../../plugins/iata-ops/src/loaders/bts/read-flights.ts';
import { readStream } from '../../../src/core/frame/read/read-file.ts';
import type { HostFiles } from '../../../src/core/plugin/api.ts';
import type { FuzzTarget } from '../fuzz.ts';
import { hostApi, loadContext } from '../host-api.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);
/** The parsers of flights as BTS writes them, and of the tables that options name. */
export async function fuzzTargets(): Promise<FuzzTarget[]> {
  const { api } = await hostApi();
  return [
    {
      name: 'bts',
      seeds: [
        bytesOf(BTS_FLIGHTS),
        bytesOf(BTS_FLIGHTS.replaceAll('\n', ',\n')),
        bytesOf(BTS_FLIGHTS.toLowerCase().replaceAll('2026-03-06', '2026-03-06 00:00:00').replace('2350', '2026-03-06 23:50:00')),
      ],
      parse: async (bytes) => {
        const context = loadContext({ batchRows: 64 });
        const files: HostFiles = {
          ...api.files,
          list: async () => ['flights.csv'],
          readTable: (_options, { batchRows, hides }, findHeader) =>
            readStream('flights.csv', Readable.from([Buffer.from(bytes)]), { batchRows, hides, findHeader, warn() {} }),
        };
        for await (const batch of readFlights({ ...api, files }, { path: 'flights.csv' }, context)) {
          if (batch.rows > 64) throw new Error('too many rows');
        }
      },
    },
    {
      name: 'airport-hours',
      seeds: [bytesOf(BASELINE), bytesOf('airport,hour,weekday,movements\nORD,07,5,31.5\n')],
      parse: async (bytes) => parseBaseline(api, bytes, 'baseline.csv'),
    },
    {
      name: 'airports',
      seeds: [
        bytesOf(AIRPORTS),
        bytesOf('iata,name,latitude,longitude\nORD,"the airport of Chicago that is called after a naval aviator",41.98,-87.9\n'),
      ],
      parse: async (bytes) => parseAirports(api, bytes, 'airports.csv'),
    },
  ];
}
