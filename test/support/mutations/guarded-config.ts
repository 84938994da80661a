/** A config in which every safeguard that a config can hold is set, over the parcels of `scenarios.ts`. */
export const GUARDED_YAML = `# Every safeguard of a config at once.
version: 1
pipeline: parcels
description: the parcels of one day
source:
  loader: file
  options:
    path: parcels.csv
    format: csv
window:
  column: shipped
  length: 30d
key:
  - id
contract:
  columns:
    id: {type: integer, nullable: false}
    shipped:
      type: timestamp
      nullable: false
    due: {type: timestamp}
    day: {type: date}
    weight: {type: number}
    hours: {type: number}
    pieces: {type: integer}
    mode: {type: text}
    code: {type: text}
    paid: {type: boolean}
    post_code: {type: text, nullable: false, optional: true}
fallback:
  last_good: true
  file:
    path: yesterday.csv
    format: csv
  max_age: 12h
checks:
  - id: enough
    check: row_count
    min: 40
    max: 500
  - id: fresh
    check: freshness
    column: shipped
    max_age: 2d
    future_tolerance: 10m
  - id: ids
    check: unique_key
    columns: [id]
  - id: weight-possible
    check: range
    column: weight
    min: 0
    max: 100000
    severity: quarantine
  - id: hours-possible
    check: range
    column: hours
    description: >-
      door to door
    min: 0
    max: 200
    tolerance: 0.01
  - {id: due-possible, check: range, column: due, min: 2026-01-01, max: '2027-01-01T00:00:00Z', severity: warn}
  - id: modes
    check: allowed
    column: mode
    values: [air, sea, road]
    severity: fail
  - {id: few-pieces, check: allowed, column: pieces, values: [1, 2, 3, 4, 5]}
  - {id: codes, check: pattern, column: code, pattern: '[A-Z]{2}[0-9]{4}'}
  - {id: weights-known, check: null_share, column: weight, max: 0.1, severity: warn}
  - {id: hours-known, check: null_share, column: hours, max: 0.05}
  - {id: paid-known, check: column, column: paid, type: boolean, nullable: false}
  - {id: due-later, check: column_order, before: shipped, after: due, allow_equal: false}
  - {id: hour-a-piece, check: expression, sql: hours >= pieces}
  - id: sea-slow
    check: expression
    sql: mode <> 'sea' OR hours > 9
    severity: warn
quarantine:
  max_share: 0.02
features:
  - {name: weight, column: weight, transform: log1p}
  - name: hours
    column: hours
    kind: numeric
  - {name: pieces, column: pieces, model: false}
  - {name: mode, column: mode, kind: categorical}
model:
  path: model
  rule: threshold
  fdr: 0.1
fit:
  trees: 5
  sample_size: 64
  seed: 7
  calibration_rows: 500
  false_alarm_rate: 0.02
  missing: median
drift:
  fdr: 0.01
  psi: {moderate: 0.7, severe: 1}
  wasserstein: {moderate: 0.4, severe: 0.5}
  scale:
    moderate: 0.25
    severe: 0.4
  null_share: {moderate: 0.25, severe: 0.45}
  outside_share: {moderate: 0.1, severe: 0.25}
  min_rows: 60
gate:
  quality: block
  drift: block
score: {top: 50, workers: 0}
artifacts: artifacts
dashboard: {host: 127.0.0.1, port: 8080}
`;
