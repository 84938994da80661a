import type { ColumnLook } from '../look/table-look.ts';
import type { LeftOut } from '../proposal.ts';
import { readPersonal } from './read-name.ts';

/** Values are what they look like where so many of them do. */
const MOST = 0.5;

/** What personal thing a column seems to hold, by its values or its name. */
export function findPersonal(columns: readonly ColumnLook[]): LeftOut[] {
  return columns.flatMap((column) => {
    const why = describe(column);
    return why === undefined ? [] : [{ column: column.name, why }];
  });
}

export function isPersonal(column: ColumnLook): boolean {
  return describe(column) !== undefined;
}

function describe({ name, text }: ColumnLook): string | undefined {
  if (text && text.emails > MOST) return 'its values look like e-mail addresses';
  if (text && text.phones > MOST) return 'its values look like phone numbers';
  const named = readPersonal(name);
  return named && `it is called like ${named}`;
}
