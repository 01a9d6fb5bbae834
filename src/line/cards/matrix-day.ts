import type { MatrixDayFacts } from '../../domain/scorecard/scorecard-facts.ts'
import { STATUS_COLORS } from '../flex/colors.ts'
import type { RenderContext } from './render-context.ts'
import { MARKS } from './report-words.ts'

/** Day 14: which parts of the matrix and of the tables of jobs are in use. */
export function matrixDayCard({ words, templates }: RenderContext, matrix: MatrixDayFacts): object {
  const { t } = words
  const { day, topic, points } = matrix
  const missing = points.filter((it) => !it.met).map((it) => t(`digest.matrix.${it.key}`))
  return templates.render('report', {
    alt: t('digest.matrix.alt', { day }),
    badge: {
      label: t('digest.matrix.badge', { day }),
      color: missing.length === 0 ? STATUS_COLORS.approved : STATUS_COLORS.draft,
    },
    title: t('digest.matrix.title'),
    summary: t('digest.matrix.summary', { topic }),
    needs: null,
    checks: {
      title: t('digest.matrix.checks'),
      rows: points.map(({ key, actual, met }) => ({
        ...MARKS[met ? 'met' : 'missing'],
        label: t(`digest.matrix.${key}`),
        value: t('digest.times', { n: actual }),
      })),
    },
    trend: null,
    sections: [],
    next: {
      title: t('digest.matrix.next'),
      lines: [
        missing.length === 0
          ? t('digest.matrix.next_done')
          : t('digest.matrix.next_missing', { what: missing.join(t('digest.comma')) }),
      ],
    },
    note: null,
    button: null,
  })
}
