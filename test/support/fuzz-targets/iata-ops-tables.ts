import { Readable } from 'node:stream';
import { parseAirports } from '../../../plugins/iata-ops/src/airports/airports.ts';
import { parseBaseline } from '../../../plugins/iata-ops/src/congestion/parse-baseline.ts';
import { readFlights } from '../../../plugins/iata-ops/src/loaders/bts/read-flights.ts';
import { readStream } from '../../../src/core/frame/read/read-file.ts';
import type { HostFiles } from '../../../src/core/plugin/api.ts';
import type { FuzzTarget } from '../fuzz.ts';
import { hostApi, loadContext } from '../host-api.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);
const HEADER =
  'FL_DATE,OP_UNIQUE_CARRIER,TAIL_NUM,OP_CARRIER_FL_NUM,ORIGIN,DEST,CRS_DEP_TIME,DEP_TIME,DEP_DELAY,TAXI_OUT,WHEELS_OFF,WHEELS_ON,TAXI_IN,CRS_ARR_TIME,ARR_TIME,ARR_DELAY,CANCELLED';
const ROWS =
  '2026-03-06,OA,N1,12,ORD,BOS,2350,0010,20.00,15,0025,0240,5,0250,0245,-5.00,0\n2026-03-06,OA,N1,13,BOS,ORD,0600,,,,,,,0800,,,1\n';

/** The parsers of flights as BTS writes them, and of the tables that options name. */
export async function fuzzTargets(): Promise<FuzzTarget[]> {
  const { api } = await hostApi();
  return [
    {
      name: 'bts',
      seeds: [
        bytesOf(`${HEADER}\n${ROWS}`),
        bytesOf(`${HEADER},\n${ROWS.replaceAll('\n', ',\n')}`),
        bytesOf(`${HEADER.toLowerCase()}\n${ROWS.replaceAll('2026-03-06', '2026-03-06 00:00:00').replace('2350', '2026-03-06 23:50:00')}`),
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
      seeds: [bytesOf('airport,hour,weekday,movements\nORD,07,5,31.5\nBOS,8,1,2\n')],
      parse: async (bytes) => parseBaseline(api, bytes, 'baseline.csv'),
    },
    {
      name: 'airports',
      seeds: [bytesOf('iata,name,latitude,longitude\nORD,"O Hare",41.98,-87.9\nBOS,Logan,42.36,-71.01\n')],
      parse: async (bytes) => parseAirports(api, bytes, 'airports.csv'),
    },
  ];
}
