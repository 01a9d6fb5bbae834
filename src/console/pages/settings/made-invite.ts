import qrcode from 'qrcode'
import { chatLink } from '../../../line/chat-link.ts'
import { html } from '../../html.ts'
import { copyable } from '../../parts/copy.ts'
import { timeOf } from '../../parts/time.ts'
import { withPatience } from '../../parts/with-patience.ts'
import type { Html, OwnView } from '../../view.ts'

type Made = { code: string; expiresAt: Date; name: string; locale: string }

const PATIENCE_MS = 2_000

/** A link that opens the bot's chat with the words typed in; null if LINE did not say soon who we are. */
async function linkFor(view: OwnView, words: string): Promise<string | null> {
  const bot = await withPatience(
    PATIENCE_MS,
    view.services.line.botInfo().catch(() => null),
  )
  return bot && chatLink(bot.basicId, words)
}

/** A new invite, shown this once: what to send, and the same as link and QR code. */
export async function madeInvite(view: OwnView, made: Made): Promise<Html> {
  const { t } = view.words
  const words = `${made.locale === 'en' ? 'join' : '綁定'} ${made.code}`
  const link = await linkFor(view, words)
  const picture = link && (await qrcode.toDataURL(link, { margin: 2, width: 360 }))
  return html`<section class="panel made" role="status"><div><h2>${t('console.settings.invite_done')}</h2>
      <p>${t('console.settings.invite_send', { name: made.name })}</p><p class="code">${copyable(view, t('console.settings.invite'), words, { whole: true })}</p>
      ${link ? html`<p>${t('console.settings.invite_link')}</p><p>${copyable(view, t('console.settings.invite_link'), link, { whole: true })}</p>` : ''}
      <p class="soft">${t('console.settings.invite_expires', { when: view.words.time(made.expiresAt) })} ${timeOf(view, made.expiresAt)}</p></div>
    ${picture ? html`<img src="${picture}" width="180" height="180" alt="${t('console.settings.invite_qr')}">` : ''}</section>`
}
