/** The column types of a contract. Timestamps without a zone are read as UTC. */
export const COLUMN_TYPES = ['boolean', 'integer', 'number', 'text', 'date', 'timestamp'] as const;
export type ColumnType = (typeof COLUMN_TYPES)[number];
