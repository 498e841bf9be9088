import type { Queries } from '../../../kernel/connection.ts'
import type { Finding } from '../../../kernel/finding.ts'
import type { DdlOrder } from '../../ddl.ts'

export async function prove(_db: Queries, _order: DdlOrder): Promise<readonly Finding[]> {
  return []
}
