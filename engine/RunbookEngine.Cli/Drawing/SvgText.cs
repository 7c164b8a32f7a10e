using System.Text;
using RunbookEngine.Cli.Pages;
using RunbookEngine.Planning;
using static RunbookEngine.Cli.Pages.Markup;

namespace RunbookEngine.Cli.Drawing;

/// <summary>A plan as one SVG picture, light or dark as its reader prefers; it needs nothing from elsewhere. Pure.</summary>
internal static class SvgText
{
    private const double Margin = 20;

    private const string Style = """
        text { font: 12px ui-monospace, monospace; fill: var(--soft); } .title { font-size: 14px; font-weight: 600; fill: var(--text); }
        .page { fill: var(--page); } .step { fill: var(--card); stroke: var(--bar); stroke-width: 1.5; } .group { fill: none; stroke: var(--soft); } .section { fill: none; stroke: var(--line); stroke-width: 2; }
        .may { stroke-dasharray: 6 4; } .edge { fill: none; stroke: var(--soft); stroke-width: 1.5; } .then { stroke-dasharray: 2 4; } .head { fill: var(--soft); }
        """;

    public static string Of(Plan plan)
    {
        var drawing = new PlanDrawing(plan);
        var sections = drawing.Sections.Select(s => SvgBlock.Of(drawing, s)).ToList();
        var layout = LayeredLayout.Of([.. sections.Select(static s => s.Size)], [.. Enumerable.Range(1, Math.Max(0, sections.Count - 1)).Select(static i => (i - 1, i))]);
        var (width, height) = (layout.Size.Width + (2 * Margin), layout.Size.Height + (2 * Margin));
        var text = new StringBuilder();
        text.Append(Invariant($"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:0.#}\" height=\"{height:0.#}\" viewBox=\"0 0 {width:0.#} {height:0.#}\" role=\"img\" aria-labelledby=\"name what\" lang=\"en\">\n"));
        text.Append(Invariant($"<title id=\"name\">{Line(plan.Runbook.Name)}</title>\n<desc id=\"what\">{Line(Told(plan, sections))}</desc>\n<style>\n{PageStyle.Colours}\n{Style}\n</style>\n"));
        text.Append("<defs><marker id=\"head\" viewBox=\"0 0 8 8\" refX=\"8\" refY=\"4\" markerWidth=\"8\" markerHeight=\"8\" markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path class=\"head\" d=\"M0 0L8 4L0 8z\"/></marker></defs>\n");
        text.Append("<rect class=\"page\" width=\"100%\" height=\"100%\"/>\n");
        for (var i = 0; i < sections.Count; i++)
            Draw(text, sections[i], new(Margin + layout.Boxes[i].X, Margin + layout.Boxes[i].Y), "section");
        Edges(text, layout, new(Margin, Margin), "edge then");
        return text.Append("</svg>\n").ToString();
    }

    private static string Told(Plan plan, IEnumerable<SvgBlock> sections) =>
        $"{(plan.Runbook.Description is { } description ? description.Trim() + " " : "")}{string.Join(". ", sections.Select(static s => $"{s.Title}: {string.Join(", ", s.Inside.Select(static b => b.Told))}"))}.";

    private static void Draw(StringBuilder text, SvgBlock block, Spot at, string kind)
    {
        text.Append(Invariant($"<g>{(block.Note.Length > 0 ? $"<title>{Line($"{block.Title}: {block.Note}")}</title>" : "")}<rect class=\"{kind}{(block.IsConditional ? " may" : "")}\" x=\"{at.X:0.#}\" y=\"{at.Y:0.#}\" width=\"{block.Size.Width:0.#}\" height=\"{block.Size.Height:0.#}\" rx=\"6\"/>\n"));
        var y = at.Y + SvgBlock.Padding - 5;
        foreach (var line in block.TitleLines)
            Words(text, "title", line, at.X, y += SvgBlock.TitleLine);
        foreach (var line in block.NoteLines)
            Words(text, "note", line, at.X, y += SvgBlock.NoteLine);
        var origin = new Spot(at.X + block.Origin.X, at.Y + block.Origin.Y);
        for (var i = 0; i < block.Inside.Length; i++)
            Draw(text, block.Inside[i], new(origin.X + block.Layout.Boxes[i].X, origin.Y + block.Layout.Boxes[i].Y), block.Inside[i].Inside.IsEmpty ? "step" : "group");
        Edges(text, block.Layout, origin, "edge");
        text.Append("</g>\n");
    }

    private static void Words(StringBuilder text, string kind, string line, double x, double y) =>
        text.Append(Invariant($"<text class=\"{kind}\" x=\"{x + SvgBlock.Padding:0.#}\" y=\"{y:0.#}\">{Line(line)}</text>\n"));

    private static void Edges(StringBuilder text, Layered layout, Spot origin, string kind)
    {
        foreach (var line in layout.Lines)
        {
            text.Append(Invariant($"<path class=\"{kind}\" marker-end=\"url(#head)\" d=\"M{origin.X + line[0].X:0.#} {origin.Y + line[0].Y:0.#}"));
            foreach (var (from, to) in line.Zip(line.Skip(1)))
                text.Append(Step(from, to, origin));
            text.Append("\"/>\n");
        }
    }

    /// <summary>Straight down, or a curve that leaves and arrives straight down.</summary>
    private static string Step(Spot from, Spot to, Spot origin)
    {
        var (x1, x2, y2, half) = (origin.X + from.X, origin.X + to.X, origin.Y + to.Y, origin.Y + ((from.Y + to.Y) / 2));
        return from.X == to.X ? Invariant($"V{y2:0.#}") : Invariant($"C{x1:0.#} {half:0.#} {x2:0.#} {half:0.#} {x2:0.#} {y2:0.#}");
    }
}
