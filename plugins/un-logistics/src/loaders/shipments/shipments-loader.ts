import type { HostApi, Loader } from '@oads/cli/plugin';
import { DATE_FORMATS } from '../read-date.ts';
import type { ShipmentsOptions } from './load-shipments.ts';
import { SHIPMENT_COLUMNS } from './shipment-columns.ts';

/** Shipment lines, one a row, under canonical names. */
export const shipmentsLoader = (api: HostApi): Loader => {
  const { Type } = api;
  const text = (description: string) => Type.String({ minLength: 1, description });
  const headers = SHIPMENT_COLUMNS.map(({ name, scms }) => [name, Type.Optional(text(`Its header in the file (SCMS: ${scms ?? 'none'})`))]);
  return {
    name: 'shipments',
    description: 'Reads shipment tables (CSV) as in the SCMS delivery history: mixed dates, figures that point at another line',
    options: Type.Object(
      {
        path: Type.Union([text('A file, a directory or a pattern'), Type.Array(text('A file'), { minItems: 1 })], {
          description: 'The CSV files; relative to the config file',
        }),
        profile: Type.Optional(Type.Literal('scms', { description: 'Whose headers the files have; scms where `columns` does not say' })),
        columns: Type.Optional(
          Type.Object(Object.fromEntries(headers), {
            additionalProperties: false,
            minProperties: 1,
            description: 'The headers of a table of your own, by canonical name; columns that are not named are not read',
          }),
        ),
        dates: Type.Optional(
          Type.Array(Type.Union(DATE_FORMATS.map((format) => Type.Literal(format))), {
            minItems: 1,
            description: 'How dates are written, tried in this order: d-mmm-yy, m/d/yy and yyyy-mm-dd by default; years of 2 or 4 digits',
          }),
        ),
      },
      { additionalProperties: false },
    ),
    async *load(options, context) {
      const { loadShipments } = await import('./load-shipments.ts');
      yield* loadShipments(api, options as ShipmentsOptions, context);
    },
  };
};
