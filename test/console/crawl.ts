import { expect } from 'vitest'
import type { Visitor } from './visit.ts'

const MOST = 400
const unescaped = (href: string) => href.replaceAll('&amp;', '&')

/**
 * Every page that can be reached by links from the overview, with its HTML: a page that is added is
 * visited by itself, as soon as something leads there.
 */
export async function everyPage(visitor: Visitor): Promise<Map<string, string>> {
  const pages = new Map<string, string>()
  const open = ['/console']
  for (let path = open.shift(); path !== undefined; path = open.shift()) {
    if (pages.has(path)) continue
    expect(pages.size, 'more pages than there should be').toBeLessThan(MOST)
    const { status, html, location } = await visitor.get(path)
    expect([200, 302, 404], `${path} ${html.slice(0, 200)}`).toContain(status)
    pages.set(path, html)
    const links = [...html.matchAll(/href="(\/console[^"#]*)"/g)].map((it) => unescaped(it[1] ?? ''))
    open.push(
      ...[...links, ...(location ? [location] : [])].filter((it) => !it.startsWith('/console/assets')),
    )
  }
  return pages
}
