import Type from 'typebox';
import { MAX_NAME } from '../anomalies/selection.ts';
import { choiceParameter, integerParameter, numberParameter, type Parameter, textParameter } from './parameters.ts';

/** What chooses among the top anomalies: the same on the page and on its JSON and CSV. */
export const selectionParameters = {
  filter: textParameter('only rows with this text in a key value, a value or a reason, whatever its case'),
  reason: textParameter('only rows with this feature among their reasons', MAX_NAME),
  min_score: orAbsent(numberParameter('only rows with at least this score')),
  flagged: orAbsent(choiceParameter('only rows that the rule flagged, or only the others', ['true', 'false'])),
  sort: textParameter('rank, score, p_value, or a column of the key (also as key:NAME); default: rank', MAX_NAME),
  order: orAbsent(choiceParameter('default: the worst first; text and times ascending', ['asc', 'desc'])),
  offset: integerParameter('matching rows left out before the first', { min: 0, max: 999_999_999, fallback: 0 }),
};

/** null when absent: how many an answer gives by itself depends on its format. */
export function limitParameter(description: string, max: number): Parameter<number | null> {
  const given = integerParameter(description, { min: 1, max, fallback: max });
  return {
    description,
    schema: Type.Integer({ minimum: 1, maximum: max }),
    read: (text, name) => (text === null ? null : given.read(text, name)),
  };
}

/** An empty field of a form is no value. */
function orAbsent<Value>(parameter: Parameter<Value>): Parameter<Value> {
  return { ...parameter, read: (text, name) => parameter.read(text === '' ? null : text, name) };
}
