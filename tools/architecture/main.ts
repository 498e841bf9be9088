/** `node tools/architecture/main.ts [root]`: prints every breach of the architecture; ends with 1 when there is one. */
import { judgeArchitecture } from './rules.ts'

const { files, imports, breaches } = judgeArchitecture(process.argv[2] ?? process.cwd())
for (const breach of breaches) console.error(breach)
console.log(`${files} files, ${imports} imports, ${breaches.length} breaches`)
if (files === 0) console.error('no source file was found: a gate that sees nothing proves nothing')
process.exitCode = breaches.length > 0 || files === 0 ? 1 : 0
