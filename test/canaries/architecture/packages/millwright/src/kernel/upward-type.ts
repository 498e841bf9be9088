export type Named = import('../schema/schema.ts').Table
