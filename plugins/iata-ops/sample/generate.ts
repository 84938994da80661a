// The day of config/sample/iata-ops and the sixty days before it that models/iata-ops is fitted on: an invented airline, seeded.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { seedDraw } from './draw.ts';
import { flyDay } from './fly-day.ts';
import { flyPlantedDay } from './plant.ts';
import { toBts, writeBts } from './to-bts.ts';
import { writeBaseline } from './write-baseline.ts';
import { writeSchedule } from './write-schedule.ts';

const SEED = 780_583;
const DAYS = 60;
/** 6 March 2026. */
const SAMPLE_DAY = Date.UTC(2026, 2, 6) / 86_400_000;

export const reference = { asOf: '2026-03-06T00:00:00Z', file: 'flights.csv', variable: 'OADS_IATA_FLIGHTS' };

export function writeReference(file: string): void {
  const draw = seedDraw(SEED);
  const days = Array.from({ length: DAYS }, (_, index) => flyDay(SAMPLE_DAY - DAYS + index, draw));
  writeFileSync(file, writeBts(days.flat().map(toBts)));
}

export function writeSample(directory: string): void {
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, 'flights.csv'), writeBts(flyPlantedDay(SAMPLE_DAY, seedDraw(SEED + 1))));
  const timetable = flyDay(SAMPLE_DAY, seedDraw(SEED));
  writeFileSync(join(directory, 'baseline.csv'), writeBaseline(timetable));
  const ofSixTails = timetable.filter(({ flight }) => flight < 1060);
  writeFileSync(join(directory, 'schedule.ssim'), writeSchedule(ofSixTails));
}
