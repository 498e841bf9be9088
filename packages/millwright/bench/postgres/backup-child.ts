/** One proved backup in a process of its own: `node backup-child.ts URL FOLDER [KEY-FILE]`; prints seconds and the peak of the memory. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createBackup, openProject } from 'millwright'

const [url = '', folder = '', keyFile] = process.argv.slice(2)
writeFileSync(join(folder, 'millwright.config.json'), JSON.stringify({ database: url }))
const project = await openProject({ cwd: folder })
const started = performance.now()
const { bytes, proof } = await createBackup(project, keyFile === undefined ? {} : { keyFile })
const wall = (performance.now() - started) / 1000
const mb = process.resourceUsage().maxRSS / 1024
console.log(JSON.stringify({ wall, proof: (proof?.ms ?? 0) / 1000, bytes, mb }))
