import type { Tell } from '../../domain/tell.ts'
import type { RenderContext } from './render-context.ts'

type Choose = Extract<Tell, { kind: 'choose' }>
type PickDate = Extract<Tell, { kind: 'pick-date' }>

/** A question with ready answers as buttons, which phones and PC both have. */
export function choiceCard({ templates, signer }: RenderContext, it: Choose): object {
  return templates.render('reasons', {
    alt: it.title,
    title: it.title,
    prompt: it.text,
    reasons: it.options.map(({ label, tap, keyboard = null }) => ({
      label,
      display: label,
      data: signer.seal(tap),
      keyboard,
    })),
    hint: it.hint,
  })
}

/** A question about a day, answered on the phone's calendar. */
export function dateCard({ templates, signer }: RenderContext, it: PickDate): object {
  const { title, text, label, tap, initial, min, max, hint } = it
  return templates.render('pick-date', {
    alt: title,
    title,
    prompt: text,
    button: { label, data: signer.seal(tap) },
    initial,
    min,
    max,
    hint,
  })
}
