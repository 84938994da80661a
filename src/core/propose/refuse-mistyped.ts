import { existsSync } from 'node:fs';
import { UsageError } from '../errors.ts';

const CONNECTION = /^postgres(?:ql)?:\/\//i;
/** `postgres:/u:p@h`, `postgres//u:p@h`, `u:p@h:5432/db`, `mysql://u:p@h/db`, `host=h password=p` */
const LIKE_CONNECTION = /^postgres(?:ql)?(?::\/?|\/\/)|^[^@]*:[^@]*@|\bpassword\s*=/is;

/** Throws UsageError for what was meant as a connection and is none. Never repeats it: it may hold a password. */
export function refuseMistyped(from: string): void {
  if (CONNECTION.test(from) || !LIKE_CONNECTION.test(from) || existsSync(from)) return;
  throw new UsageError(
    'OADS_USAGE',
    'expected a file or a URL that starts with postgres://, got something like a connection that does not',
    {
      hint: 'write postgres://user:password@host:5432/database (or leave the password to PGPASSWORD)',
    },
  );
}
