import type { WorkerEnd, WorkerNews } from '../../actions/worker.ts'
import { plural } from '../../kernel/text.ts'
import type { Answer, Call, Command } from '../command.ts'
import { exits } from '../exits.ts'
import { untilSignal } from '../until-signal.ts'

export const worker: Command = {
  about:
    'Does parts of large steps for a run that hands them out (`workers.executor: "pg-boss"` in the configuration), until it is stopped; on as many machines as there should be. It needs the same migrations, and no right to change the schema.',
  examples: [
    ['millwright worker', 'work for the database of the configuration'],
    ['millwright worker --url postgres://db/shop', 'work for this one'],
    ['millwright worker --json', 'each piece of news as a line of JSON, and at the end what was done'],
  ],
  exits: [[0, 'stopped, with what it had begun given back or done'], exits.usage, exits.refused],
  run: runWorker,
}

async function runWorker(call: Call): Promise<Answer> {
  const project = await call.project()
  const { work } = await import('../../actions/worker.ts')
  const { isAsked, stop } = untilSignal()
  const onNews = (news: WorkerNews): unknown =>
    call.io.err.write(`${call.isJson ? JSON.stringify(news) : wordsFor(news)}\n`)
  try {
    const end = await work(project, { isInterrupted: isAsked, onNews })
    return { exit: 0, document: () => end, text: () => endWords(end) }
  } finally {
    stop()
  }
}

function wordsFor(news: WorkerNews): string {
  if (news.type === 'ready') return 'Ready. Ctrl-C ends at the next batch boundary.'
  if (news.type === 'waiting') return `Waiting: ${news.reason}`
  const { migration, step, part } = news.part
  const reason = news.type === 'failed' ? `: ${news.reason}` : ''
  return `${migration} ${step}, part ${part}: ${news.type}${reason}`
}

const endWords = ({ done, left, failed }: WorkerEnd): string =>
  `Stopped. ${plural(done, 'part')} done, ${left} given back, ${failed} failed.\n`
