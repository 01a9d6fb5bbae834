import { html } from '../html.ts'
import type { View } from '../view.ts'

/** The hidden field without which a session's form changes nothing. */
export const csrfField = ({ session }: View) =>
  session ? html`<input type="hidden" name="_csrf" value="${session.csrf}">` : ''
