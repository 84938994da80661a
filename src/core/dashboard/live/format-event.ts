/** One event of a stream (WHATWG HTML, section 9.2). JSON without line feeds stands on one line, whatever the data hold. */
export function formatEvent(event: { id: string; type: string; data: unknown }): string {
  return `id: ${event.id}\nevent: ${event.type}\ndata: ${JSON.stringify(event.data)}\n\n`;
}
