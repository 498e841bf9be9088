import type { SourcePin } from '../sources/source.ts'
import type { Declared, LoadSpec, SourceTools } from '../steps/declared.ts'
import type { PlanItem } from './plan.ts'

/**
 * Nails down what a move will read: each source is opened, counted and hashed, so that one which is missing, cut off or
 * empty is told before anything is written, and one that changes afterwards is told by the run.
 * @throws SRC1xx
 */
export async function pinItem(item: PlanItem, declared: Declared, tools: SourceTools): Promise<PlanItem> {
  const pins = new Map<string, SourcePin>()
  for (const step of declared.steps) {
    if (step.kind === 'load') pins.set(step.name, await pinOf(step.spec, tools))
  }
  return { ...item, steps: item.steps.map((step) => ({ ...step, ...pinFor(pins.get(step.name)) })) }
}

const pinFor = (pin: SourcePin | undefined): { readonly pin?: SourcePin } => (pin === undefined ? {} : { pin })

async function pinOf({ from }: LoadSpec<never>, tools: SourceTools): Promise<SourcePin> {
  const source = await from.open(tools)
  try {
    return await source.pin()
  } finally {
    await source.close()
  }
}
