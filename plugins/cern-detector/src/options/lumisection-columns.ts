import type { HostApi } from '@oads/cli/plugin';
import { optionKinds } from './option-kinds.ts';

/** Which columns name a lumisection. */
export interface LumisectionColumns {
  readonly run: string;
  readonly lumisection: string;
}

export const LUMISECTION_COLUMNS: LumisectionColumns = { run: 'run', lumisection: 'ls' };

export const lumisectionColumns = (api: HostApi) => {
  const { column } = optionKinds(api);
  return {
    run: column(LUMISECTION_COLUMNS.run, 'the column of the run number'),
    lumisection: column(LUMISECTION_COLUMNS.lumisection, 'the column of the lumisection number; luminosityBlock in NanoAOD'),
  };
};
