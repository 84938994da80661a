import type { Check, CheckContext, RowCheck, RowShare } from '../../check/check.ts';
import type { Batch } from '../../frame/batch.ts';
import { askPlugin, atOnce, isTexts, requireAnswer, shorten, shortened } from './answers.ts';
import { GuardedState, guardFinding } from './guard-finding.ts';
import { guardGrouping } from './guard-grouping.ts';
import { overlay } from './overlay.ts';

type Options = Record<string, unknown>;

/** A check of a plugin whose answers can be trusted to be of the right kind; what it throws says whose it is. */
export function guardCheck(plugin: string, check: Check): Check {
  const owner = `check "${check.name}" of plugin "${plugin}"`;
  return overlay(check, { ...guardCommon(owner, check), ...guardKind(owner, check) });
}

function guardCommon(owner: string, check: Check): Partial<Check> {
  const { readsValues, prepare } = check;
  return {
    columns: (options) => {
      const columns = askPlugin(owner, 'columns', () => check.columns(options));
      requireAnswer(isTexts(columns), owner, 'columns to give a list of columns', columns);
      return columns;
    },
    ...(readsValues && {
      readsValues: (options: Options) => {
        const answer = askPlugin(owner, 'readsValues', () => readsValues.call(check, options));
        requireAnswer(typeof answer === 'boolean', owner, 'readsValues to give true or false', answer);
        return answer;
      },
    }),
    ...(prepare && {
      prepare: async (...given: Parameters<typeof prepare>) => {
        try {
          return await prepare.apply(check, given);
        } catch (error) {
          throw shortened(error);
        }
      },
    }),
  };
}

function guardKind(owner: string, check: Check): object {
  switch (check.kind) {
    case 'summary':
      return {
        start: (options: Options, context: CheckContext) =>
          new GuardedState(
            owner,
            askPlugin(owner, 'start', () => check.start(options, context)),
          ),
        ...(check.rowShare && { rowShare: guardRowShare(owner, check.rowShare) }),
      };
    case 'window':
      return {
        evaluate: async (...given: Parameters<typeof check.evaluate>) => {
          let finding: unknown;
          try {
            finding = await check.evaluate(...given);
          } catch (error) {
            throw shortened(error);
          }
          return guardFinding(owner, finding);
        },
      };
    case 'group':
      return {
        ...guardJudge(owner, check),
        group: (options: Options) => guardGrouping(owner, () => check.group(options)),
      };
    default:
      return guardJudge(owner, check);
  }
}

function guardJudge(owner: string, check: Pick<RowCheck, 'judge' | 'expectation'>) {
  return {
    judge: (batch: Batch, options: Options, context: CheckContext, verdicts: Uint8Array) =>
      atOnce('judge', () => check.judge(batch, options, context, verdicts)),
    expectation: (options: Options) => {
      const text = askPlugin(owner, 'expectation', () => check.expectation(options));
      requireAnswer(typeof text === 'string', owner, 'expectation to give text', text);
      return shorten(text);
    },
  };
}

function guardRowShare(owner: string, share: RowShare): RowShare {
  return {
    judge: (...given) => atOnce('judge of rowShare', () => share.judge(...given)),
    allowed: (options) => {
      const allowed = askPlugin(owner, 'allowed of rowShare', () => share.allowed(options));
      requireAnswer(Number.isFinite(allowed), owner, 'allowed of rowShare to give a number', allowed);
      return allowed;
    },
  };
}
