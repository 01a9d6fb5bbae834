import type { Tell } from '../../domain/tell.ts'
import { STATUS_COLORS } from '../flex/colors.ts'
import { actionWords, titleOf } from './policy-words.ts'
import type { RenderContext } from './render-context.ts'

const COLORS = {
  gone: STATUS_COLORS.approved,
  came_back: STATUS_COLORS.rejected,
  no_traffic: STATUS_COLORS.retired,
} as const

/** What a week showed of a repair, for the one who approved it. */
export function repairVerdictCard(
  { words, templates }: RenderContext,
  { policy, verdict, before, after }: Extract<Tell, { kind: 'repair-verdict' }>,
): object {
  const { t } = words
  const label = t(`digest.repair.badge.${verdict}`)
  const times = (n: number) => t('digest.times', { n })
  return templates.render('report', {
    alt: t('digest.repair.alt', { verdict: label }),
    badge: { label, color: COLORS[verdict] },
    title: t('digest.repair.title', { what: titleOf(words, policy) }),
    summary: t(`digest.repair.${verdict}`),
    needs: null,
    checks: null,
    trend: null,
    sections: [
      {
        title: t('digest.repair.counts'),
        rows: [
          { label: t('digest.repair.before'), value: times(before) },
          { label: t('digest.repair.after'), value: times(after) },
          { label: t('digest.repair.action'), value: actionWords(words, policy) },
          { label: t('proposal.key'), value: policy.policyKey },
        ],
      },
    ],
    next: null,
    note: verdict === 'came_back' ? t('digest.repair.note') : null,
    button: null,
  })
}
