/** What LINE's schema can't say of a Flex container: sizes in bytes and what may stand inside what (REF#flex-message ff). */
import { reportBoxRules } from './box-rules.ts'
import { isJsonObject, itemsOf, jsonBytes } from './json.ts'
import { ANIMATED_IMAGES_PER_MESSAGE, BUBBLE_BYTES, CAROUSEL_BYTES } from './numbers.ts'
import type { Path, Report } from './problem.ts'

type JsonObject = Record<string, unknown>

const BLOCKS = ['header', 'hero', 'body', 'footer']
const VIDEO_BUBBLES: unknown[] = [undefined, 'kilo', 'mega', 'giga']

/** Reports what is wrong with a bubble or carousel. Takes anything: what has no shape is skipped here. */
export function reportFlexRules(container: unknown, path: Path, report: Report) {
  if (!isJsonObject(container)) return
  if (container.type === 'carousel') reportCarousel(container, path, report)
  if (container.type === 'bubble') reportBubble(container, path, report)
  const animated = countAnimated(container)
  if (animated > ANIMATED_IMAGES_PER_MESSAGE) {
    report(path, `must have at most ${ANIMATED_IMAGES_PER_MESSAGE} animated images, has ${animated}`)
  }
}

function reportCarousel(carousel: JsonObject, path: Path, report: Report) {
  reportBytes(carousel, CAROUSEL_BYTES, path, report)
  const bubbles = itemsOf(carousel.contents).filter(isJsonObject)
  bubbles.forEach((bubble, index) => {
    const at = [...path, 'contents', index]
    if ((bubble.size ?? 'mega') !== (bubbles[0]?.size ?? 'mega')) {
      report([...at, 'size'], 'must be the size of the first bubble: all in a carousel have the same')
    }
    if (isJsonObject(bubble.hero) && bubble.hero.type === 'video') {
      report([...at, 'hero'], 'must not be a video: a carousel takes none')
    }
    if (bubble.type === 'bubble') reportBubble(bubble, at, report)
  })
}

function reportBubble(bubble: JsonObject, path: Path, report: Report) {
  reportBytes(bubble, BUBBLE_BYTES, path, report)
  if (BLOCKS.every((block) => bubble[block] === undefined)) {
    report(path, 'must have at least one of header, hero, body, footer')
  }
  for (const block of BLOCKS) reportBlock(block, bubble, path, report)
}

function reportBlock(name: string, bubble: JsonObject, path: Path, report: Report) {
  const block = bubble[name]
  if (!isJsonObject(block)) return
  const at = [...path, name]
  if (block.type === 'video' && name === 'hero') {
    reportVideo(block, bubble, at, report)
  } else if (name === 'hero' && !['box', 'image'].includes(String(block.type))) {
    report(at, 'must be a box, an image or a video')
  }
  const first = itemsOf(block.contents)[0]
  if (isJsonObject(first) && first.position === 'absolute') {
    report([...at, 'contents', 0, 'position'], 'must not be absolute in the first child of a block')
  }
  reportBoxRules(block, at, report)
}

function reportVideo(video: JsonObject, bubble: JsonObject, at: Path, report: Report) {
  if (!VIDEO_BUBBLES.includes(bubble.size)) report(at, 'must not be a video in a bubble smaller than kilo')
  const alternative = video.altContent
  if (!isJsonObject(alternative)) return
  if (!['box', 'image'].includes(String(alternative.type))) {
    report([...at, 'altContent'], 'must be a box or an image')
  }
  reportBoxRules(alternative, [...at, 'altContent'], report)
}

function reportBytes(value: unknown, under: number, path: Path, report: Report) {
  const bytes = jsonBytes(value)
  if (bytes >= under) report(path, `must be under ${under} bytes of JSON, has ${bytes}`)
}

function countAnimated(value: unknown): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + countAnimated(item), 0)
  if (!isJsonObject(value)) return 0
  return (value.type === 'image' && value.animated === true ? 1 : 0) + countAnimated(Object.values(value))
}
