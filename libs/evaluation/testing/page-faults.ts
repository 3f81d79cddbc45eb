/**
 * Runs in a page: what of it cannot be seen or read as it should be, a line each. It may use nothing from outside of
 * itself, since its text is what is taken there.
 */
export function pageFaults(): readonly string[] {
  const { document, getComputedStyle, NodeFilter } = Object(globalThis);
  /** Of text that is not large, and of what is drawn, by WCAG 2.2 (1.4.3 and 1.4.11). */
  const [leastOfText, leastOfDrawings] = [4.5, 3];
  const leastPixels = 10;
  const faults: string[] = [];

  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) {
    faults.push(`the page is ${root.scrollWidth} pixels wide on a screen of ${root.clientWidth}`);
  }

  const rgba = (colour: string): number[] => {
    const [r = 0, g = 0, b = 0, a = 1] = (colour.match(/[\d.]+/g) ?? []).map(Number);
    return [r, g, b, a];
  };
  const behindOf = (element: unknown): number[] => {
    if (!element) return [255, 255, 255, 1];
    const own = rgba(getComputedStyle(element).backgroundColor);
    if (own[3] === 1) return own;
    const behind = behindOf(Object(element).parentElement);
    return [0, 1, 2].map(i => own[i] * own[3] + behind[i] * (1 - own[3])).concat(1);
  };
  const luminance = (colour: number[]): number => {
    const [r, g, b] = colour.map(part => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrastOf = (colour: string, element: unknown): number => {
    const [less, more] = [rgba(colour), behindOf(element)].map(luminance).sort((a, b) => a - b);
    return (more + 0.05) / (less + 0.05);
  };

  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const { data, parentElement: element } = texts.currentNode;
    const isSeen = element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
    if (data.trim() === '' || !isSeen || element.closest('title,desc')) continue;
    const { color, fill } = getComputedStyle(element);
    const isDrawn = element.closest('svg') !== null;
    const contrast = contrastOf(isDrawn ? fill : color, element);
    if (contrast < leastOfText)
      faults.push(`faint text, ${contrast.toFixed(2)}: ${data.trim().slice(0, 40)}`);
  }

  for (const svg of document.querySelectorAll('svg')) {
    const name = svg.getAttribute('aria-label');
    const shapes = [...svg.querySelectorAll('path.line, path.area')];
    const seen = shapes.filter(shape => {
      const { width, height } = shape.getBBox();
      return width + height > 1;
    });
    if (svg.getBoundingClientRect().height < 40 || seen.length === 0)
      faults.push(`nothing is drawn: ${name}`);
    for (const shape of shapes) {
      const { stroke, fill } = getComputedStyle(shape);
      const contrast = contrastOf(stroke === 'none' ? fill : stroke, svg);
      if (contrast < leastOfDrawings) faults.push(`faint drawing, ${contrast.toFixed(2)}: ${name}`);
    }
    const card = svg.closest('figure, section').getBoundingClientRect();
    const written = [...svg.querySelectorAll('text')].map(text => ({
      words: text.textContent,
      at: text.getBoundingClientRect(),
    }));
    written.forEach(({ words, at }, i) => {
      if (at.left < card.left || at.right > card.right || at.top < card.top || at.bottom > card.bottom) {
        faults.push(`outside of its card: "${words}" of ${name}`);
      }
      if (Math.min(at.width, at.height) < leastPixels && at.height < leastPixels) {
        faults.push(`smaller than ${leastPixels} pixels: "${words}" of ${name}`);
      }
      for (const other of written.slice(i + 1)) {
        const across = Math.min(at.right, other.at.right) - Math.max(at.left, other.at.left);
        const down = Math.min(at.bottom, other.at.bottom) - Math.max(at.top, other.at.top);
        // Lines of text have room above and below their letters.
        if (across > 0 && down > 3) faults.push(`"${words}" over "${other.words}" of ${name}`);
      }
    });
  }
  return faults;
}
