import type { ColumnType, HostApi } from '@oads/cli/plugin';
import type { FreightColumns } from '../measures/freight-per-kg.ts';
import { columnOption } from './column-option.ts';

/** The columns of freight by the kilogram. */
export function freightOptions(api: HostApi) {
  return {
    freight: columnOption(api, 'freight_usd', 'cost of the freight'),
    weight: columnOption(api, 'weight_kg', 'weight in kg'),
    shared: api.Type.Optional(
      api.Type.Array(api.Type.String({ minLength: 1 }), {
        default: ['weight_shared', 'freight_shared'],
        description: 'boolean columns that are true where a figure covers several lines; such rows are left out',
      }),
    ),
  };
}

export function freightColumnTypes({ freight, weight, shared }: FreightColumns): Record<string, ColumnType> {
  return { [freight]: 'number', [weight]: 'number', ...Object.fromEntries(shared.map((name) => [name, 'boolean' as const])) };
}
