import type { Services } from '../../services.ts'
import { type Words, wordsOf } from '../../words/words.ts'
import type { Templates } from '../flex/templates.ts'
import type { TapSigner } from '../postback.ts'

/** What a card needs beside what it tells. */
export type RenderContext = {
  words: Words
  templates: Templates
  signer: TapSigner
  publicUrl: string
  /** For whom it is; null in a group. */
  memberId: string | null
  now: Date
}

/** What a card for one person needs. */
export function renderContext(
  services: Services,
  to: { locale: string; memberId: string | null },
): RenderContext {
  const { templates, signer, clock, timeZone } = services
  const words = wordsOf(to.locale, timeZone)
  return {
    words,
    templates,
    signer,
    publicUrl: services.publicUrl(),
    memberId: to.memberId,
    now: clock.now(),
  }
}
