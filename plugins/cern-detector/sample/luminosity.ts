export interface Luminosity {
  readonly run: number;
  readonly fill: number;
  readonly lumisection: number;
  readonly time: Date;
  /** In /pb, as `recorded`. */
  readonly delivered: number;
  readonly recorded: number;
  readonly pileup: number;
}

/** A table as `brilcalc lumi --byls --output-style csv` writes it. */
export function writeLuminosity(rows: readonly Luminosity[]): string {
  const lines = rows.map(({ run, fill, lumisection, time, delivered, recorded, pileup }) =>
    [
      `${run}:${fill}`,
      `${lumisection}:${lumisection}`,
      formatTime(time),
      'STABLE BEAMS',
      '6800',
      delivered.toFixed(9),
      recorded.toFixed(9),
      pileup.toFixed(1),
      'HFET',
    ].join(','),
  );
  const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0).toFixed(9);
  const count = <T>(values: readonly T[]) => new Set(values).size;
  return [
    '#Data tag : generated , Norm tag: None',
    '#run:fill,ls,time,beamstatus,E(GeV),delivered(/pb),recorded(/pb),avgpu,source',
    ...lines,
    '#Summary:',
    '#nfill,nrun,nls,ncms,totdelivered(/pb),totrecorded(/pb)',
    `#${[count(rows.map(({ fill }) => fill)), count(rows.map(({ run }) => run)), rows.length, rows.length].join(',')},${sum(rows.map(({ delivered }) => delivered))},${sum(rows.map(({ recorded }) => recorded))}`,
    '',
  ].join('\n');
}

function formatTime(time: Date): string {
  const [date, clock] = time.toISOString().slice(0, 19).split('T');
  const [year, month, day] = date.split('-');
  return `${month}/${day}/${year.slice(2)} ${clock}`;
}
