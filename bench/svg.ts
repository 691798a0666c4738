/** The beginning of an SVG, up to its style. */
export function beginSvg(
  title: string,
  { width, height, fontSize }: Readonly<Record<'width' | 'height' | 'fontSize', number>>,
): readonly string[] {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="${fontSize}" role="img">`,
    `<title>${escapeText(title)}</title>`,
  ]
}

export function headline(title: string): string {
  return `<text x="8" y="26" font-size="16" font-weight="bold">${escapeText(title)}</text>`
}

export function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}
