namespace RunbookEngine.Tests.Pages;

/// <summary>Measures whether text can be read, as WCAG 2 counts contrast.</summary>
internal static class Contrast
{
    /// <summary>The texts of a page whose contrast with what lies behind them is less than 4.5.</summary>
    public const string Script = """
        (() => {
          const parse = text => {
            const numbers = text.match(/-?[\d.]+(e-?\d+)?/g).map(Number);
            const [r, g, b, a = 1] = text.startsWith('color(') ? [numbers[0] * 255, numbers[1] * 255, numbers[2] * 255, numbers[3]] : numbers;
            return [r, g, b, a];
          };
          const over = (top, below) => [0, 1, 2].map(i => top[i] * top[3] + below[i] * (1 - top[3])).concat(1);
          const behind = element => {
            const layers = [];
            for (let e = element; e; e = e.parentElement) layers.push(parse(getComputedStyle(e).backgroundColor));
            return layers.reverse().reduce((below, top) => over(top, below), [255, 255, 255, 1]);
          };
          const light = color => {
            const [r, g, b] = color.slice(0, 3).map(c => c / 255).map(c => c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
            return 0.2126 * r + 0.7152 * g + 0.0722 * b;
          };
          const bad = new Set();
          for (const e of document.querySelectorAll('body *')) {
            const text = [...e.childNodes].filter(n => n.nodeType === Node.TEXT_NODE).map(n => n.textContent.trim()).join('');
            if (!text || !e.checkVisibility()) continue;
            const below = behind(e), above = over(parse(getComputedStyle(e).color), below);
            const [x, y] = [light(above), light(below)].sort((a, b) => b - a);
            if ((x + 0.05) / (y + 0.05) < 4.5) bad.add(`${e.tagName}.${e.className}: ${((x + 0.05) / (y + 0.05)).toFixed(2)} "${text.slice(0, 40)}"`);
          }
          return [...bad];
        })()
        """;
}
