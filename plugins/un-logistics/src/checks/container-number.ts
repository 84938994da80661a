import type { HostApi, RowCheck } from '@oads/cli/plugin';
import { findContainerFault } from '../codes/find-container-fault.ts';
import { codeOptions, judgeCodes } from './judge-codes.ts';

interface Options {
  readonly column: string;
}

export const containerNumberCheck = (api: HostApi): RowCheck => ({
  kind: 'row',
  name: 'container-number',
  description: 'container numbers have the form and the check digit of ISO 6346',
  options: api.Type.Object(codeOptions(api, 'column of container numbers'), { additionalProperties: false }),
  columns: (options) => [(options as unknown as Options).column],
  judge(batch, options, _context, verdicts) {
    judgeCodes(batch, (options as unknown as Options).column, (code) => findContainerFault(code) === undefined, verdicts);
  },
  expectation: (options) => `${(options as unknown as Options).column} with the form and check digit of ISO 6346`,
});
