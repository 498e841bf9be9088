/** The manual pages of the commands, made from what their help says. */
import { commandHelp } from '../../packages/millwright/src/cli/help.ts'
import { registry } from '../../packages/millwright/src/cli/registry.ts'

/** File name and text of every page, and of the page that lists them. */
export async function commandPages(): Promise<ReadonlyMap<string, string>> {
  const pages = new Map<string, string>([['README.md', contents()]])
  for (const entry of registry) {
    const command = await entry.load()
    const help = commandHelp(entry, command).trimEnd()
    const examples = command.examples.map(([typed, purpose]) => `${upper(purpose)}:\n\n\`\`\`sh\n${typed}\n\`\`\``)
    const exits = command.exits.map(([code, meaning]) => `| ${code} | ${meaning} |`).join('\n')
    const blocks = [
      `# millwright ${entry.name}`,
      command.about,
      `\`\`\`text\n${help}\n\`\`\``,
      '## Examples',
      ...examples,
      `## Exit codes\n\n| code | meaning |\n|---|---|\n${exits}`,
      'Every code of an error is explained in [problems.md](../problems.md).',
    ]
    pages.set(fileOf(entry.name), `${blocks.join('\n\n')}\n`)
  }
  return pages
}

const fileOf = (name: string): string => `${name.replace(' ', '-')}.md`

function contents(): string {
  const lines = registry.map(({ name, alias, summary }) => {
    const also = alias === undefined ? '' : ` (also \`${alias}\`)`
    return `| [\`millwright ${name}\`](${fileOf(name)})${also} | ${summary} |`
  })
  return `# Commands\n\nMade from the program's own help by \`npm run docs\`.\n\n| command | what it does |\n|---|---|\n${lines.join('\n')}\n`
}

const upper = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1)
