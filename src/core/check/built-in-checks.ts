import { allowedCheck } from './builtin/allowed.ts';
import { columnCheck } from './builtin/column.ts';
import { columnOrderCheck } from './builtin/column-order.ts';
import { expressionCheck } from './builtin/expression.ts';
import { freshnessCheck } from './builtin/freshness.ts';
import { nullShareCheck } from './builtin/null-share.ts';
import { patternCheck } from './builtin/pattern.ts';
import { rangeCheck } from './builtin/range.ts';
import { rowCountCheck } from './builtin/row-count.ts';
import { uniqueKeyCheck } from './builtin/unique-key.ts';
import type { Check } from './check.ts';

export const builtInChecks: readonly Check[] = [
  columnCheck,
  nullShareCheck,
  rangeCheck,
  allowedCheck,
  patternCheck,
  uniqueKeyCheck,
  rowCountCheck,
  freshnessCheck,
  columnOrderCheck,
  expressionCheck,
];
