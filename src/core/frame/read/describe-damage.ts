import { messageOf } from '../../errors.ts';

/** What a library says of a file that it cannot read, in words for people. A panic, or a bare index, is none. */
export function describeDamage(error: unknown): string {
  const reason = messageOf(error).split(' Resolved plan')[0];
  if (/panic|unwrap\(\)|Error \{|ErrorLocation|out of range|OOM|\bassert|overflow/i.test(reason)) return 'damaged content';
  return reason.replace(
    /^(?:parquet: |parquet error: |File out of specification: |out-of-spec: |underlying IO error: |expected |got )+/i,
    '',
  );
}
