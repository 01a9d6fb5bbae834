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

/** docs/gallery/README.md: the same picture in both languages side by side. */
export function indexPage(chapters: { title: string; scenes: Scene[] }[]): string {
  const head =
    '# Every card, answer and menu\n\nLINE is the simulator in these pictures. `npm run gallery` makes them anew; ' +
    'a picture is an entry in `test/gallery/scenes/`. Pictures of menus alone are in `rich-menus/`.\n'
  const parts = chapters.map(({ title, scenes }) => {
    const rows = scenes.flatMap(rowsOf).join('\n')
    return `## ${title}\n\n| what | zh-TW | en |\n|---|---|---|\n${rows}\n`
  })
  return [head, ...parts].join('\n')
}
