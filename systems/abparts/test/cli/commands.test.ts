import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { runCommand } from '../../src/cli/commands.ts'
import { type Io, isConfirmed } from '../../src/cli/io.ts'
import { type Command, parseCommand } from '../../src/cli/parse.ts'
import { usage } from '../../src/cli/usage.ts'
import type { MigrationReport } from '../../src/reports/migration-report.ts'
import { change, describeServer, expectShape } from '../support/targets.ts'

const program = fileURLToPath(new URL('../../src/abparts.ts', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'abparts-cli-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** As a person runs it, where nobody can be asked. */
function typed(...args: readonly string[]) {
  const flags = ['--conditions=millwright-source', '--disable-warning=ExperimentalWarning']
  return spawnSync(process.execPath, [...flags, program, ...args], {
    encoding: 'utf8',
    input: 'yes\n',
    env: { ...process.env, INIT_CWD: folder },
  })
}

const commandOf = (...args: readonly string[]): Command => {
  const parsed = parseCommand(args, folder)
  if (parsed.kind !== 'run') throw new Error(parsed.kind === 'mistake' ? parsed.message : 'help')
  return parsed.command
}

test.each([
  [[], 'A command is missing.'],
  [
    ['migrat'],
    'There is no command migrat: use one of validate, migrate, test, rollback, resume, status, contract, generate, protocols, window, production, serve.',
  ],
  [['migrate', '--froce'], `Unknown option '--froce'`],
  [['migrate', 'now'], `Unexpected argument 'now'. This command does not take positional arguments`],
  [['validate', '--yes'], `Unknown option '--yes'`],
  [['validate', '--url'], `Option '--url <value>' argument missing`],
  [['validate', '--url', ''], '--url needs a value.'],
  [['test', '--type', 'all'], '--type all: use rollback or sample or comprehensive.'],
  [['test', '--sample-size', 'tiny'], '--sample-size tiny: there is no such sample; the usage lists them.'],
  [['migrate', '--warehouses', 'many'], '--warehouses many: use split or default.'],
  [['validate', '--log-level', 'loud'], '--log-level LOUD: use DEBUG, INFO, WARNING or ERROR.'],
  [['contract', '--keep-days', '-1'], `Option '--keep-days' argument is ambiguous.`],
  [['contract', '--keep-days', 'x'], '--keep-days x: use a whole number of days.'],
  [['window', '--rehearsals', '0'], '--rehearsals 0: use a number from 1 to 9.'],
  [['generate', '--defects', '2'], '--defects 2: use a share below 1, such as 0.02.'],
])('%j is a mistake, and nothing runs', (args, message) => {
  const parsed = parseCommand(args, folder)
  expect(parsed.kind === 'mistake' ? parsed.message : parsed.kind).toContain(message)
})

test.each([
  ['nothing.json', undefined, 'ENOENT'],
  ['broken.json', '{', 'JSON'],
  [
    'odd.json',
    '{"organisations":{}}',
    '--policy odd.json: organisations = {} should be one of organizations, roleMap, emptyRole, parts, models.',
  ],
  [
    'word.json',
    '{"roleMap":{"Wizard":"boss"}}',
    '--policy word.json: roleMap.Wizard = "boss" should be user or admin or super_admin.',
  ],
  [
    'part.json',
    '{"parts":{"P":{"type":"bulk_material","units":"kg"}}}',
    'should be an object with type and unit, and nothing else.',
  ],
])('--policy %s with %s is a mistake', (name, text, message) => {
  if (text !== undefined) writeFileSync(join(folder, name), text)
  const parsed = parseCommand(['validate', '--policy', name], folder)
  expect(parsed.kind === 'mistake' ? parsed.message : parsed.kind).toContain(message)
})

test('exit codes and outputs of the program itself', { timeout: 120_000 }, () => {
  const mistake = typed('migrate', '--froce')
  expect([mistake.status, mistake.stdout]).toEqual([2, ''])
  expect(mistake.stderr).toContain(usage)
  const help = typed('--help')
  expect([help.status, help.stdout, help.stderr]).toEqual([0, usage, ''])
  const missing = typed('validate', '--url', 'pglite:nowhere', '--json')
  expect(missing.status).toBe(4)
  expect(JSON.parse(missing.stdout)).toMatchObject({
    verdict: { word: 'REFUSED', exitCode: 4, why: `There is no database at pglite:${join(folder, 'nowhere')}.` },
    problem: { code: 'ABP301', state: 'Nothing was read or written.' },
  })
})

const answering = (...answers: readonly (string | undefined)[]) => {
  const asked: string[] = []
  const io: Io = {
    signal: new AbortController().signal,
    screen: { isTerminal: false, write: () => {} },
    ask: async (question) => {
      asked.push(question)
      return answers[asked.length - 1]
    },
  }
  return { io, asked }
}

test.each([
  ['yes', true],
  ['Y', true],
  [' YES ', true],
  ['no', false],
  ['yess', false],
  ['', false],
  [undefined, false],
])('the question takes %j as %s', async (answer, wanted) => {
  const { io, asked } = answering(answer)
  expect(await isConfirmed(io, 'postgres://host/parts')).toBe(wanted)
  expect(asked).toEqual(['Proceed with the actual migration? (yes/no): '])
})

test.each([
  ['MIGRATE', true],
  ['yes', false],
  ['migrate', false],
])('production takes %j as %s', async (answer, wanted) => {
  expect(await isConfirmed(answering(answer).io, 'postgres://host/parts_production')).toBe(wanted)
})

describeServer('migrate', ({ make }) => {
  const count = (directory: string, name: string): number =>
    readdirSync(join(directory, 'reports')).filter((file) => file.startsWith(name) && file.endsWith('.json')).length

  test.each([
    { flags: [], asks: 1, migrations: 2, validations: 2, isDry: false, first: 'completed' },
    { flags: ['--yes'], asks: 0, migrations: 2, validations: 2, isDry: false, first: 'completed' },
    { flags: ['--dry-run'], asks: 0, migrations: 1, validations: 1, isDry: true, first: 'completed' },
    { flags: ['--skip-validation', '--yes'], asks: 0, migrations: 2, validations: 2, isDry: false, first: 'completed' },
    { flags: ['--force'], asks: 1, migrations: 1, validations: 1, isDry: false, first: 'skipped' },
    { flags: ['--force', '--yes'], asks: 0, migrations: 1, validations: 1, isDry: false, first: 'skipped' },
    { flags: ['--dry-run', '--force'], asks: 0, migrations: 1, validations: 0, isDry: true, first: 'skipped' },
  ])('$flags', { timeout: 240_000 }, async ({ flags, asks, migrations, validations, isDry, first }) => {
    const { url, directory } = await make()
    const { io, asked } = answering('yes')
    const answer = await runCommand(commandOf('migrate', ...flags, '--url', url, '--dir', directory), io)
    const report = answer.document as MigrationReport
    expectShape('migration', report)
    expect(answer.exit).toBe(0)
    expect([report.dry_run, report.steps[0]?.status]).toEqual([isDry, first])
    expect(report.options).toMatchObject({
      force: flags.includes('--force'),
      skip_validation: flags.includes('--skip-validation'),
    })
    expect(asked).toHaveLength(asks)
    expect([count(directory, 'migration_report'), count(directory, 'validation_report')]).toEqual([
      migrations,
      validations,
    ])
  })

  test('declined, it has only rehearsed', { timeout: 240_000 }, async () => {
    const { url, directory } = await make()
    const command = commandOf('migrate', '--url', url, '--dir', directory)
    await expect(runCommand(command, answering('no').io)).rejects.toMatchObject({ code: 'ABP307', exit: 4 })
    const ended = typed('migrate', '--force', '--url', url, '--dir', directory, '--json')
    expect(ended.status).toBe(4)
    expect(JSON.parse(ended.stdout)).toMatchObject({ problem: { code: 'ABP307' }, verdict: { word: 'REFUSED' } })
    const validated = await runCommand(commandOf('validate', '--url', url, '--dir', directory), answering().io)
    expect(validated).toMatchObject({ exit: 0, document: { phase: 'legacy' } })
    expectShape('validation', validated.document)
  })

  test('validate ends with 4 when there is an error, and lists the worst first', { timeout: 240_000 }, async () => {
    const { url, directory } = await make({ sample: 'minimal_sample', defects: 0.02 })
    const answer = await runCommand(commandOf('validate', '--url', url, '--dir', directory), answering().io)
    expect(answer.exit).toBe(4)
    expectShape('validation', answer.document)
    const ranks = answer.text.split('\n').filter((line) => /^(critical|error|warning|info)$/.test(line))
    expect(ranks).toEqual(['critical', 'error', 'warning', 'info'])
    expect(answer.text).not.toContain('example.test')
  })

  test('a policy answers what the move would refuse', { timeout: 240_000 }, async () => {
    const { url, directory } = await make()
    await change(url, `update machines set model_type = 'V5' where serial_number = 'AB-000000001'`)
    const refused = await runCommand(commandOf('migrate', '--yes', '--url', url, '--dir', directory), answering().io)
    expect(refused.exit).toBe(4)
    expect((refused.document as MigrationReport).validation_errors).toMatchObject([
      { id: 'LEG-22', affected_records: 1 },
    ])
    writeFileSync(join(directory, 'policy.json'), '{"models":{"V5":"V4.0"}}')
    const policy = ['--policy', join(directory, 'policy.json'), '--notes', 'Opening, by hand']
    const moved = await runCommand(
      commandOf('migrate', '--yes', ...policy, '--url', url, '--dir', directory),
      answering().io,
    )
    expect(moved.exit).toBe(0)
    expect((moved.document as MigrationReport).options.params).toEqual({
      policy: '{"models":{"V5":"V4.0"}}',
      notes: 'Opening, by hand',
    })
  })

  test('status and generate say where a database stands, and invent nothing over real rows', {
    timeout: 240_000,
  }, async () => {
    const { url } = await make()
    const status = await runCommand(commandOf('status', '--url', url), answering().io)
    expect([status.exit, status.text]).toEqual([0, `${url}: applied nothing\n`])
    await expect(runCommand(commandOf('generate', '--url', url), answering().io)).rejects.toMatchObject({
      code: 'ABP401',
      exit: 4,
    })
  })
})

test('the usage is the one of the runbook', () => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
  for (const [command] of usage.matchAll(/^ {2}([a-z]+) {2}/gm)) expect(readme).toContain(command.trim())
})
