/** The events of an EPCIS 2.0 document, of a query's answer, of a list, or one by itself; undefined for anything else. */
export function listEvents(document: unknown): readonly unknown[] | undefined {
  if (Array.isArray(document)) return document.flatMap((one) => (isDocument(one) ? (listEvents(one) ?? [one]) : [one]));
  if (!isObject(document)) return undefined;
  if (!isDocument(document)) return isEvent(document) ? [document] : undefined;
  const body = document.epcisBody;
  if (!isObject(body)) return undefined;
  const results = isObject(body.queryResults) ? body.queryResults.resultsBody : undefined;
  const holder = isObject(results) ? results : body;
  if (Array.isArray(holder.eventList)) return holder.eventList;
  return isObject(holder.event) ? [holder.event] : undefined;
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isDocument(value: unknown): value is Readonly<Record<string, unknown>> {
  return isObject(value) && (value.type === 'EPCISDocument' || value.type === 'EPCISQueryDocument' || 'epcisBody' in value);
}

function isEvent(value: Readonly<Record<string, unknown>>): boolean {
  return typeof value.type === 'string' || 'eventTime' in value;
}
