/** What may stand inside a Flex box (REF#box, REF#f-text, REF#icon, REF#span). */
import { isJsonObject, itemsOf } from './json.ts'
import type { Path, Report } from './problem.ts'

const IN_BASELINE = ['icon', 'text', 'filler']
const IN_BOX = ['box', 'button', 'image', 'text', 'separator', 'filler']

const PLACE_OF: Record<string, string> = {
  icon: 'must not be an icon: icons stand in baseline boxes only',
  span: 'must not be a span: spans stand in texts only',
  video: 'must not be a video: videos stand in hero only',
}

/** Reports children in the wrong place and texts without words, in a box or component and all below it. */
export function reportBoxRules(component: Record<string, unknown>, path: Path, report: Report) {
  if (component.type === 'text') {
    reportText(component, path, report)
  } else if (component.type === 'box') {
    itemsOf(component.contents).forEach((child, index) => {
      if (!isJsonObject(child)) return
      const at = [...path, 'contents', index]
      const reason = reasonAgainst(child.type, component.layout)
      if (reason) report(at, reason)
      reportBoxRules(child, at, report)
    })
  }
}

function reasonAgainst(type: unknown, layout: unknown): string | null {
  const known =
    typeof type === 'string' && [...IN_BASELINE, ...IN_BOX, ...Object.keys(PLACE_OF)].includes(type)
  if (!known) return null
  if (layout === 'baseline') {
    return IN_BASELINE.includes(type)
      ? null
      : `must not be a ${type}: a baseline box takes icon, text and filler`
  }
  return IN_BOX.includes(type) ? null : (PLACE_OF[type] ?? null)
}

function reportText(text: Record<string, unknown>, path: Path, report: Report) {
  if (text.text === undefined && itemsOf(text.contents).length === 0) {
    report([...path, 'text'], 'is required when there are no spans')
  }
}
