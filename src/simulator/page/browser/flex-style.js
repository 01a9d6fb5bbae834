const SPACE = { none: 0, xs: 2, sm: 4, md: 8, lg: 12, xl: 16, xxl: 20 }
const TEXT = { xxs: 11, xs: 13, sm: 14, md: 16, lg: 19, xl: 22, xxl: 29, '3xl': 35, '4xl': 48, '5xl': 74 }
const IMAGE = {
  xxs: 40,
  xs: 60,
  sm: 80,
  md: 100,
  lg: 120,
  xl: 140,
  xxl: 160,
  '3xl': 180,
  '4xl': 200,
  '5xl': 220,
}
const BORDER = { none: 0, light: 0.5, normal: 1, medium: 2, 'semi-bold': 3, bold: 4 }

const length = (value, table) => (value in table ? `${table[value]}px` : value)
const set = (node, name, value) => value !== undefined && node.style.setProperty(name, value)

/** How a part sits in the box around it: flex, margin, position. */
export function styleChild(node, part, { layout, spacing, isFirst }) {
  const isRow = layout !== 'vertical'
  if (part.position === 'absolute') {
    node.style.position = 'absolute'
  } else if (!isFirst) {
    const gap = length(part.margin ?? spacing ?? 'none', SPACE)
    node.style.setProperty(isRow ? 'margin-inline-start' : 'margin-block-start', gap)
  }
  set(node, 'top', part.offsetTop && length(part.offsetTop, SPACE))
  set(node, 'bottom', part.offsetBottom && length(part.offsetBottom, SPACE))
  set(node, 'inset-inline-start', part.offsetStart && length(part.offsetStart, SPACE))
  set(node, 'inset-inline-end', part.offsetEnd && length(part.offsetEnd, SPACE))
  node.style.flex = flexOf(part, isRow)
}

/** A row shares its width by default, a column does not share its height; a fixed size wins over both. */
function flexOf(part, isRow) {
  if (part.type === 'separator' || part.type === 'icon') return '0 0 auto'
  if (part.type === 'filler') return `${part.flex ?? 1} 0 0`
  const isFixed = isRow ? part.width !== undefined : part.height !== undefined && part.type === 'box'
  if (isFixed) return '0 0 auto'
  const flex = part.flex ?? (isRow ? 1 : 0)
  if (flex === 0) return '0 0 auto'
  return isRow ? `${flex} 0 0` : `${flex} 0 auto`
}

export function styleBox(node, part) {
  set(node, 'padding', part.paddingAll && length(part.paddingAll, SPACE))
  set(node, 'padding-top', part.paddingTop && length(part.paddingTop, SPACE))
  set(node, 'padding-bottom', part.paddingBottom && length(part.paddingBottom, SPACE))
  set(node, 'padding-inline-start', part.paddingStart && length(part.paddingStart, SPACE))
  set(node, 'padding-inline-end', part.paddingEnd && length(part.paddingEnd, SPACE))
  set(node, 'width', part.width)
  set(node, 'max-width', part.maxWidth)
  set(node, 'height', part.height)
  set(node, 'max-height', part.maxHeight)
  set(node, 'background-color', part.backgroundColor)
  set(node, 'border-radius', part.cornerRadius && length(part.cornerRadius, SPACE))
  if (part.cornerRadius) node.style.overflow = 'hidden'
  set(node, 'justify-content', part.justifyContent)
  set(node, 'align-items', part.alignItems)
  if (part.borderWidth && part.borderWidth !== 'none') {
    node.style.border = `${length(part.borderWidth, BORDER)} solid ${part.borderColor ?? '#e4e6ea'}`
  }
  if (part.background) node.style.backgroundImage = gradientOf(part.background)
}

function gradientOf({ angle, startColor, endColor, centerColor, centerPosition = '50%' }) {
  const centre = centerColor ? `${centerColor} ${centerPosition}, ` : ''
  return `linear-gradient(${angle}, ${startColor}, ${centre}${endColor})`
}

/** A font size; a part that scales follows the phone's text size, the others stay as they are. */
function fontSize(part, fallback) {
  const size = part.size ? length(part.size, TEXT) : fallback
  return size && part.scaling ? `calc(${size} * var(--text-scale, 1))` : size
}

/** Text properties; `isBlock` also those that only a whole text has. */
export function styleText(node, part, isBlock) {
  set(node, 'font-size', fontSize(part, isBlock ? `${TEXT.md}px` : undefined))
  set(node, 'color', part.color)
  if (part.weight === 'bold') node.style.fontWeight = '700'
  if (part.style === 'italic') node.style.fontStyle = 'italic'
  if (part.decoration && part.decoration !== 'none') node.style.textDecoration = part.decoration
  if (!isBlock) return
  set(node, 'text-align', part.align)
  if (part.wrap) node.classList.add('wrap')
  if (part.lineSpacing) node.style.lineHeight = `calc(1.35em + ${part.lineSpacing})`
  if (part.wrap && part.maxLines > 0) {
    node.classList.add('clamp')
    node.style.setProperty('-webkit-line-clamp', String(part.maxLines))
  }
}

export function styleButton(node, part) {
  node.dataset.style = part.style ?? 'link'
  node.dataset.height = part.height ?? 'md'
  set(node, 'font-size', fontSize(part, `${TEXT.md}px`))
  if (!part.color) return
  node.style.setProperty((part.style ?? 'link') === 'link' ? 'color' : 'background-color', part.color)
}

export function styleImage(node, part) {
  const size = part.size ?? 'md'
  node.style.width = size === 'full' ? '100%' : length(size, IMAGE)
  node.style.aspectRatio = (part.aspectRatio ?? '1:1').replace(':', ' / ')
  set(node, 'background-color', part.backgroundColor)
}
