import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { InterruptedError, UsageError } from '../../../../src/core/errors.ts';
import { parseSchedule as parseScheduleAt } from '../../../../src/core/pipeline/schedule/parse-schedule.ts';
import { type Clock, watch } from '../../../../src/core/pipeline/schedule/watch.ts';

const test = suite('pipeline/schedule/watch');

const parseSchedule = (every: string, timezone?: string) => parseScheduleAt(every, timezone, at('1T00:00:00'));
const at = (text: string) => new Date(`2001-04-0${text}Z`);
const short = (date: Date | undefined) => date?.toISOString().slice(9, 19);

/** A clock that stands where it is put; waiting moves it. */
function clockAt(start: string): Clock & { time: number } {
  return {
    time: at(start).getTime(),
    now() {
      return new Date(this.time);
    },
    async waitUntil(time) {
      this.time = Math.max(this.time, time.getTime());
    },
  };
}

test('a duration is due at its multiples in UTC, weeks on Monday, and at first at the one that has just passed', () => {
  const due = (every: string, now: string) => {
    const schedule = parseSchedule(every);
    const first = schedule.first(at(now)) as Date;
    return [short(first), short(schedule.next(first))];
  };
  assert.equal(due('5m', '1T10:02:30'), ['1T10:00:00', '1T10:05:00']);
  assert.equal(due('5m', '1T10:05:00'), ['1T10:05:00', '1T10:10:00']);
  assert.equal(due('1d', '4T10:02:30'), ['4T00:00:00', '5T00:00:00']);
  assert.is(parseSchedule('1w').first(at('4T10:00:00'))?.toISOString(), '2001-04-02T00:00:00.000Z', 'a Monday');
});

test('a cron expression is due at its times alone, in its time zone', () => {
  assert.is(short(parseSchedule('*/5 * * * *').first(at('1T10:05:00'))), '1T10:10:00');
  assert.is(short(parseSchedule('0 6 * * *').first(at('2T10:00:00'))), '3T06:00:00');
  assert.is(short(parseSchedule('0 6 * * *', 'America/New_York').first(at('2T09:00:00'))), '2T10:00:00');
  assert.is(short(parseSchedule('* * * * * *').next(at('2T09:00:00'))), '2T09:00:01');
});

test('what is neither, and a time zone of nowhere, are refused', () => {
  for (const [every, zone] of [['5x'], ['0m'], ['* * *'], ['61 * * * *'], ['* * * * *', 'Mars/Olympus'], ['5m', 'Europe/Paris'], ['']])
    assert.throws(
      () => parseSchedule(every, zone),
      (error: unknown) => error instanceof UsageError,
      every,
    );
});

test('what leaves the dates, is a date, or is never due is refused at once; blanks around it are none of it', () => {
  for (const every of [
    '999999999w',
    '367d',
    '0 0 31 2 *',
    '0 0 0 1 1 * 2001',
    '2026-12-01 00:00',
    '2026-12-01 00:00 * * *',
    '2026-12-01T00:00:00',
  ])
    assert.throws(
      () => parseSchedule(every),
      (error: unknown) => error instanceof UsageError && error.code === 'OADS_USAGE_EVERY',
      every,
    );
  assert.is(parseSchedule(' 5m').text, 'every 5m');
  assert.is(short(parseSchedule(' 0 6  * * * ').first(at('2T10:00:00'))), '3T06:00:00');
  assert.is(short(parseSchedule('@daily').first(at('2T10:00:00'))), '3T00:00:00');
  assert.is(parseSchedule('0 0 29 2 *').first(at('2T10:00:00'))?.toISOString(), '2004-02-29T00:00:00.000Z');
  assert.is(parseSchedule('366d').text, 'every 366d');
});

/** Every due time from one moment to another. */
function dueBetween(every: string, timezone: string, from: string, to: string): string[] {
  const schedule = parseSchedule(every, timezone);
  const found: string[] = [];
  for (let due = schedule.next(new Date(from)); due && due < new Date(to); due = schedule.next(due))
    found.push(due.toISOString().slice(5, 16));
  return found;
}

test('when clocks change, no due time comes twice, and none is lost', () => {
  const newYork = (every: string, [from, to]: readonly [string, string]) => dueBetween(every, 'America/New_York', from, to);
  const spring = ['2026-03-07T12:00Z', '2026-03-09T12:00Z'] as const;
  const autumn = ['2026-10-31T12:00Z', '2026-11-02T12:00Z'] as const;
  assert.equal(newYork('30 2 * * *', spring), ['03-08T07:00', '03-09T06:30'], 'there is no 02:30: once, when the clock says 03:00');
  assert.equal(newYork('30 1 * * *', autumn), ['11-01T05:30', '11-02T06:30'], 'there are two 01:30: the first');
  for (const span of [spring, autumn]) {
    const hours = newYork('0 * * * *', span);
    assert.equal([hours.length, new Set(hours).size], [47, 47], 'every hour, each once');
  }
});

async function observe(start: string, durationsMs: number[], options: { every?: string; exits?: number[] } = {}) {
  const clock = clockAt(start);
  const runs: unknown[] = [];
  const missed: unknown[] = [];
  let underway = 0;
  const watched = await watch({
    schedule: parseSchedule(options.every ?? '5m'),
    clock,
    maxRuns: durationsMs.length,
    runAt: async (due) => {
      assert.is(++underway, 1, 'one run at a time');
      runs.push(`${short(due)} at ${short(clock.now())}`);
      clock.time += durationsMs[runs.length - 1];
      underway--;
      return options.exits?.[runs.length - 1] ?? 0;
    },
    onMissed: (due, times, more) => missed.push([short(due), times.length, more]),
  });
  return { runs, missed, watched };
}

test('each run is at its due time; the first one at once', async () => {
  const { runs, missed } = await observe('1T10:02:00', [1000, 1000, 1000]);
  assert.equal(runs, ['1T10:00:00 at 1T10:02:00', '1T10:05:00 at 1T10:05:00', '1T10:10:00 at 1T10:10:00']);
  assert.equal(missed, []);
});

test('a run that takes too long passes over due times, which is said, and the next is at the next due time', async () => {
  const { runs, missed } = await observe('1T10:00:00', [11 * 60_000, 5 * 60_000, 0]);
  assert.equal(runs, ['1T10:00:00 at 1T10:00:00', '1T10:15:00 at 1T10:15:00', '1T10:25:00 at 1T10:25:00']);
  assert.equal(missed, [
    ['1T10:00:00', 2, false],
    ['1T10:15:00', 1, false],
  ]);
});

test('after a long sleep not every second is counted, and none is made up for', async () => {
  const { runs, missed } = await observe('1T10:00:00', [86_400_000, 0], { every: '1s' });
  assert.equal(runs, ['1T10:00:00 at 1T10:00:00', '2T10:00:01 at 2T10:00:01']);
  assert.equal(missed, [['1T10:00:00', 1000, true]]);
});

test('failing runs do not end it; the worst of their codes is its own', async () => {
  const { runs, watched } = await observe('1T10:00:00', [0, 0, 0], { exits: [0, 3, 1] });
  assert.is(runs.length, 3);
  assert.equal(watched, { runs: 3, exitCode: 3 });
});

test('a schedule that has no further time ends it', async () => {
  const runs: unknown[] = [];
  const schedule = { text: '', first: () => at('1T10:00:00'), next: () => undefined };
  const runAt = async (due: Date) => runs.push(short(due)) * 0;
  assert.equal(await watch({ schedule, clock: clockAt('1T09:00:00'), runAt, onMissed: () => {} }), { runs: 1, exitCode: 0 });
});

test('asked to stop while it waits or runs, it starts no new run and ends with the reason', async () => {
  for (const stopsIn of ['wait', 'run']) {
    const controller = new AbortController();
    const reason = new InterruptedError('stopped by SIGTERM');
    const clock = clockAt('1T10:00:00');
    let runs = 0;
    const error = await watch({
      schedule: parseSchedule('5m'),
      clock: {
        now: () => clock.now(),
        waitUntil: async (time) => {
          if (runs === 1 && stopsIn === 'wait') controller.abort(reason);
          await clock.waitUntil(time);
        },
      },
      signal: controller.signal,
      runAt: async () => {
        runs++;
        if (stopsIn === 'run') controller.abort(reason);
        return 0;
      },
      onMissed: () => {},
    }).catch((thrown: unknown) => thrown);
    assert.is(error, reason);
    assert.is(runs, 1);
  }
});

test.run();
