import { mayDisable } from '../../../domain/members/disable.ts'
import { asActor, getActiveMember } from '../../../domain/members/read.ts'
import { AppError } from '../../../errors.ts'
import { html } from '../../html.ts'
import { layout, sectionName } from '../../layout.ts'
import { copyable } from '../../parts/copy.ts'
import { csrfField } from '../../parts/csrf-field.ts'
import { facts } from '../../parts/table.ts'
import { timeOf } from '../../parts/time.ts'
import type { OwnView } from '../../view.ts'

const EFFECTS = ['line', 'console', 'deputy', 'kept'] as const

/**
 * The step between wanting to disable somebody and doing it: what it means, and a button. Opening it
 * changes nothing.
 *
 * @throws AppError `not-found`, `wrong-role`.
 */
export async function disablePage(view: OwnView, id: string) {
  const { t } = view.words
  const member = await getActiveMember(view.ctx, id)
  if (!mayDisable(asActor(view.member), member)) throw new AppError('wrong-role', 'This is not yours to do.')
  const { name, role, pool, createdAt } = member
  const title = t('console.people.disable_title', { name })
  const body = html`<p class="crumbs"><a href="/console/settings">${sectionName(view.words, 'settings')}</a></p><h1>${title}</h1>
    ${facts([
      [t('console.settings.role'), t(`role.${role}`)],
      [t('console.settings.pool'), pool],
      [t('console.settings.joined'), timeOf(view, createdAt)],
      ['ID', copyable(view, 'ID', member.id, { whole: true })],
    ])}
    <div class="notice stop"><ul class="bulleted">${EFFECTS.map((it) => html`<li>${t(`console.people.disable_effect.${it}`)}</li>`)}</ul></div>
    <p class="until">${t('console.people.disable_back')}</p>
    <form method="post" action="/console/settings/members/${member.id}/disable">${csrfField(view)}
      <div class="buttons"><button class="danger large">${t('console.people.disable_button')}</button><a class="button" href="/console/settings">${t('button.cancel')}</a></div></form>`
  return layout(view, { title, section: 'settings', body })
}
