/** What a worker may want to do to heal itself, who answers for it, and how it is spoken of. */
type CatalogueEntry = { risk: 'low' | 'medium' | 'high'; also: string[] }

/** Rule 2. The worker never rates its own risk: what is not here is high, and Louis decides. */
export const CATALOGUE = {
  diagnose: { risk: 'low', also: ['diagnosis', 'diagnosed', '診斷'] },
  touch: { risk: 'low', also: ['touched', 'touch_lease', 'touch_the_lease'] },
  retry_once: { risk: 'low', also: ['retry', 'retried', 'retried_once', '重試', '重試一次'] },
  repair_proposal: { risk: 'low', also: ['propose', 'proposal', 'proposed', '提案'] },
  requeue_job: { risk: 'medium', also: ['requeue', 'requeued', '重新排隊'] },
  extend_lease: { risk: 'medium', also: ['extended_lease', 'extend_the_lease', '延長租約'] },
  change_prompt: { risk: 'medium', also: ['changed_prompt', 'change_the_prompt', '調整_prompt'] },
  change_tooling: { risk: 'medium', also: ['changed_tooling', 'change_the_tooling', '調整工具'] },
  release: { risk: 'high', also: ['release_job', 'released'] },
  reclaim: { risk: 'high', also: ['reclaim_job', 'reclaimed'] },
  cross_project_permission: { risk: 'high', also: ['跨專案權限'] },
  external_commitment: { risk: 'high', also: ['外部承諾'] },
} as const satisfies Record<string, CatalogueEntry>

export type CatalogueAction = keyof typeof CATALOGUE
export type Risk = CatalogueEntry['risk']

/** Action → risk, as the database's triggers need it. */
export const RISKS: Record<string, Risk> = Object.fromEntries(
  Object.entries(CATALOGUE).map(([action, { risk }]) => [action, risk]),
)

/** Who approves what is of this risk. */
export const APPROVER: Record<Risk, 'pls_owner' | 'louis'> = {
  low: 'pls_owner',
  medium: 'pls_owner',
  high: 'louis',
}

/** Who approves an action of this risk each time it is not covered by a standing approval; low runs by itself. */
export const WHO_APPROVES = { low: 'self', medium: 'pls_owner', high: 'louis' } as const satisfies Record<
  Risk,
  string
>

const RISK_ORDER: Risk[] = ['low', 'medium', 'high']
const SEPARATORS = /[+,;&/、，；→\n]|->|=>|\band\b|\bthen\b/iu

const asName = (text: string) =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_|_$/g, '')

const BY_NAME = new Map<string, CatalogueAction>(
  Object.entries(CATALOGUE).flatMap(([name, { also }]) =>
    [name, ...also].map((it): [string, CatalogueAction] => [it, name as CatalogueAction]),
  ),
)

/** The catalogue's name of one action in a worker's words; null: the catalogue does not know it. */
export function findAction(words: string): CatalogueAction | null {
  return BY_NAME.get(asName(words)) ?? null
}

/**
 * The risk of a repair in a worker's words ("touch + retry once"): each part must be in the
 * catalogue, the highest counts, and one unknown part makes the whole high.
 */
export function riskOfRepair(repairAction: string, holds: Record<string, Risk> = RISKS): Risk {
  const parts = repairAction.split(SEPARATORS).filter((it) => asName(it) !== '')
  const risks = parts.map((it): Risk => {
    const action = findAction(it)
    return (action && holds[action]) ?? 'high'
  })
  return highest(risks.length > 0 ? risks : ['high'])
}

function highest(risks: Risk[]): Risk {
  return RISK_ORDER[Math.max(...risks.map((it) => RISK_ORDER.indexOf(it)))] ?? 'high'
}
