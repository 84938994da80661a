import type { GroupCheck, HostApi, PrepareContext } from '@oads/cli/plugin';
import { readCodeList } from '../codes/read-code-list.ts';
import { judgeRoute, type RouteLimits, type Stop } from '../geo/judge-route.ts';
import { type FindPlace, makePlaceFinder, readPlaces } from '../geo/place-finder.ts';
import { readText } from '../measures/read-text.ts';
import { columnOption, columnsOption } from '../options/column-option.ts';
import { toleranceOption } from '../options/tolerance-option.ts';

interface Options extends RouteLimits {
  readonly key: readonly string[];
  readonly time: string;
  readonly place: string;
  readonly places?: string;
  readonly codes?: string;
}
const DEFAULTS: Options = {
  key: ['epc'],
  time: 'event_time',
  place: 'read_point',
  max_ratio: 1.5,
  min_excess_km: 500,
  max_km_h: 1000,
  min_km: 100,
};
const read = (options: Record<string, unknown>): Options => ({ ...DEFAULTS, ...options });

/** No consignment leaves its lane by far, or is somewhere that it cannot have reached in time. */
export const routeDeviationCheck = (api: HostApi): GroupCheck => {
  const { Type } = api;
  const limit = (value: number, description: string) => Type.Optional(Type.Number({ exclusiveMinimum: 0, default: value, description }));
  return {
    kind: 'group',
    name: 'route-deviation',
    description: 'no way is much longer than the direct one, and no leg faster than anything flies',
    options: Type.Object(
      {
        key: columnsOption(api, DEFAULTS.key, 'what is followed: an EPC, a parent, a consignment'),
        time: columnOption(api, DEFAULTS.time, 'when it was there'),
        place: columnOption(api, DEFAULTS.place, 'where it was: a name of `places`, or a text that ends in a UN/LOCODE'),
        places: Type.Optional(Type.String({ minLength: 1, description: 'a table with the columns place, lat, lon' })),
        codes: Type.Optional(Type.String({ minLength: 1, description: 'a newer UN/LOCODE list than that of the plugin' })),
        max_ratio: limit(DEFAULTS.max_ratio, 'a way may be so many times as long as the direct one'),
        min_excess_km: limit(DEFAULTS.min_excess_km, 'and passes anyway if it is not longer by this'),
        max_km_h: limit(DEFAULTS.max_km_h, 'fastest speed between two stops'),
        min_km: limit(DEFAULTS.min_km, 'shorter legs have no speed: positions and clocks are rounded'),
        ...toleranceOption(api),
      },
      { additionalProperties: false },
    ),
    columns: (options) => [...read(options).key, read(options).time, read(options).place],
    group: (options) => ({ key: read(options).key, order: [read(options).time] }),

    async prepare(options: Record<string, unknown>, context: PrepareContext): Promise<FindPlace> {
      const { places, codes } = read(options);
      const [{ loadLocodes }, { loadShippedLocodes }] = await Promise.all([
        import('../codes/load-locodes.ts'),
        import('../codes/load-shipped-locodes.ts'),
      ]);
      const locodes = codes === undefined ? await loadShippedLocodes() : await readCodeList(api, codes, context, loadLocodes);
      return makePlaceFinder(places === undefined ? new Map() : await readPlaces(api, places, context), locodes);
    },

    judge(rows, options, { prepared }, verdicts) {
      const { time, place, ...limits } = read(options);
      const findPlace = prepared as FindPlace;
      const times = rows.numbers(time);
      const placeOf = readText(rows, place);
      const stops: Stop[] = [];
      for (let row = 0; row < rows.rows; row++) {
        const name = placeOf(row);
        const position = name === null || Number.isNaN(times[row]) ? undefined : findPlace(name);
        verdicts[row] = position ? 0 : 2;
        if (position) stops.push({ ...position, row, at: times[row] });
      }
      for (const row of judgeRoute(stops, limits)) verdicts[row] = 1;
    },

    expectation(options) {
      const { max_ratio, min_excess_km, max_km_h } = read(options);
      return `ways at most ${max_ratio} times as long as the direct one (or ${min_excess_km} km more), legs at most ${max_km_h} km/h`;
    },
  };
};
