/** The vocabularies whose terms mean the same with and without what is before them. */
const PREFIXES: readonly RegExp[] = [
  /^urn:epcglobal:cbv:(?:bizstep|disp|btt|sdt|er):/i,
  /^(?:https?:\/\/(?:ref|ns)\.gs1\.org\/cbv\/|cbv:)(?:bizstep-|disp-|btt-|sdt-|er-)?/i,
  /^(?:https?:\/\/(?:www\.)?gs1\.org\/voc\/|gs1:)/i,
  /^(?:https?:\/\/ref\.gs1\.org\/epcis\/|epcis:)/i,
];

/** A term of EPCIS, its Core Business Vocabulary or the GS1 Web Vocabulary without its namespace: `shipping`, `in_transit`, `Temperature`. */
export function shorten(term: string): string {
  const prefix = PREFIXES.find((pattern) => pattern.test(term));
  const short = prefix ? term.replace(prefix, '') : term;
  return short === '' ? term : short;
}
