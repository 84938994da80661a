/** What is of a lot or a product and not one thing: an LGTIN, a pattern, a GS1 Digital Link of a GTIN without a serial number. */
export function isEpcClass(epc: string): boolean {
  if (/^urn:epc:(?:class|idpat):/i.test(epc)) return true;
  return /^https?:.*\/(?:01|8006)\/\d/i.test(epc) && !/\/(?:21|235)\//.test(epc);
}
