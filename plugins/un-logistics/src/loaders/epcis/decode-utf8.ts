import { isUtf8 } from 'node:buffer';
import type { HostApi } from '@oads/cli/plugin';

/** Text of bytes that are UTF-8, as JSON has to be; `where` is for messages. Throws SourceError for others. */
export function decodeUtf8(api: HostApi, bytes: Buffer, where: string): string {
  if (isUtf8(bytes)) return bytes.toString('utf8');
  throw new api.SourceError('OADS_SOURCE_FORMAT', `${where}: expected UTF-8, got other bytes`, {
    hint: 'convert the file first, for example with `iconv -f WINDOWS-1252 -t UTF-8`',
  });
}

/** `start` is the first line, a character for each byte. With a byte order mark or without. */
export function refuseUtf16(api: HostApi, start: string, path: string): void {
  if (!/^(?:\xff\xfe|\xfe\xff|\0[[{\s]|[[{\s]\0)/.test(start)) return;
  throw new api.SourceError('OADS_SOURCE_FORMAT', `${path}: expected UTF-8, got UTF-16`, {
    hint: 'convert the file first, with `iconv -f UTF-16 -t UTF-8`',
  });
}
