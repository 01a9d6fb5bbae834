import type { Scene } from './scene.ts'

/** The file names of a scene in one language, without the folder. */
export function picturesOf({ name, largeText }: Scene, locale: string): string[] {
  const usual = `${name}.${locale}.png`
  return largeText ? [usual, `${name}.large-text.${locale}.png`] : [usual]
}

function rowsOf(scene: Scene): string[] {
  const [zh, en] = [picturesOf(scene, 'zh-TW'), picturesOf(scene, 'en')]
  return zh.map((it, index) => {
    const caption = index === 0 ? scene.caption : `${scene.caption}, with the phone's large text`
    const image = (file = '') => `<img src="${file}" alt="${caption}" width="320">`
    return `| \`${it.replace('.zh-TW.png', '')}\`<br>${caption} | ${image(it)} | ${image(en[index])} |`
  })
}

const LOOKS = {
  'zh-light-desktop': 'zh-TW, light, desktop',
  'en-dark-desktop': 'en, dark, desktop',
  'zh-dark-phone': 'zh-TW, dark, phone',
  'en-light-phone': 'en, light, phone',
}

/** The pages of the console, each in its four looks. */
function consoleTable(files: string[]): string {
  const looks = Object.keys(LOOKS)
  const ending = new RegExp(`-(?:${looks.join('|')})\\.png$`)
  const pages = [...new Set(files.map((it) => it.replace(ending, '')))].sort()
  const rows = pages.map((name) => {
    const cells = looks.map((look) => {
      const file = `${name}-${look}.png`
      return files.includes(file) ? `[<img src="${file}" alt="${name}, ${look}" width="200">](${file})` : ''
    })
    return `| \`${name}\` | ${cells.join(' | ')} |`
  })
  return `| page | ${Object.values(LOOKS).join(' | ')} |\n|---|---|---|---|---|\n${rows.join('\n')}\n`
}

/**
 * docs/gallery/README.md: the same picture in both languages side by side, and the console's pages.
 *
 * @param consolePictures file names of the pictures of the console.
 */
export function indexPage(chapters: { title: string; scenes: Scene[] }[], consolePictures: string[]): string {
  const head =
    '# Every card, answer, menu and page\n\nLINE is the simulator in these pictures. `npm run gallery` makes them anew; ' +
    'a picture is an entry in `test/gallery/scenes/`. The pictures of the menus alone are in `rich-menus/`.\n'
  const parts = chapters.map(({ title, scenes }) => {
    const rows = scenes.flatMap(rowsOf).join('\n')
    return `## ${title}\n\n| what | zh-TW | en |\n|---|---|---|\n${rows}\n`
  })
  return [head, ...parts, `## The console\n\n${consoleTable(consolePictures)}`].join('\n')
}
