import { TextDecoder } from 'node:util';

const DECLARED = /^<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})["']/;
/** Pieces for the parser, so that a limit is met soon after it was passed. */
const PIECE_CHARS = 64 * 1024;

/** Bytes as text in small pieces: UTF-8, or ISO 8859-1 where the XML declaration says so. `refuse` makes the error of another encoding. */
export async function* decodeXml(chunks: AsyncIterable<Uint8Array>, refuse: (got: string) => Error): AsyncGenerator<string> {
  let decoder: TextDecoder | undefined;
  for await (const chunk of chunks) {
    decoder ??= chooseDecoder(chunk, refuse);
    for (let at = 0; at < chunk.length; at += PIECE_CHARS) yield decoder.decode(chunk.subarray(at, at + PIECE_CHARS), { stream: true });
  }
  const rest = decoder?.decode();
  if (rest) yield rest;
}

function chooseDecoder(head: Uint8Array, refuse: (got: string) => Error): TextDecoder {
  if ((head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff) || head[0] === 0 || head[1] === 0)
    throw refuse('UTF-16');
  const start = head[0] === 0xef ? 3 : 0;
  const declared = DECLARED.exec(Buffer.from(head.subarray(start, start + 300)).toString('latin1'))?.[1].toLowerCase() ?? 'utf-8';
  if (['utf-8', 'utf8', 'us-ascii', 'ascii'].includes(declared)) return new TextDecoder('utf-8');
  if (['iso-8859-1', 'latin1', 'windows-1252'].includes(declared)) return new TextDecoder('latin1');
  throw refuse(JSON.stringify(declared));
}
