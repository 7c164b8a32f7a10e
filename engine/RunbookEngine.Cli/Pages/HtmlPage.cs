using System.Text;
using static RunbookEngine.Cli.Pages.Markup;

namespace RunbookEngine.Cli.Pages;

/// <summary>
/// One HTML file that needs nothing else: no network, no script, no font. Its markup is well-formed XML too. What is called text is encoded here; what is called markup is taken as it is.
/// </summary>
internal sealed class HtmlPage
{
    private readonly StringBuilder _page = new();

    /// <summary>A page with nothing in it yet.</summary>
    public HtmlPage(string title)
    {
        // The policy holds a browser to the promise, whatever the text of others may bring.
        _page.Append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n")
            .Append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\"/>\n")
            .Append(Invariant($"<title>{Line(title)}</title>\n<style>\n{PageStyle.Css}\n</style>\n</head>\n<body>\n<main>\n"));
    }

    /// <summary>Markup as it is.</summary>
    public HtmlPage Add(string markup)
    {
        _page.Append(markup);
        return this;
    }

    /// <summary>A section's title.</summary>
    public HtmlPage Heading(string title) => Add(Invariant($"<h2>{Line(title)}</h2>\n"));

    /// <summary>A row of figures.</summary>
    public HtmlPage Figures(IEnumerable<(string Name, string Text)> figures) =>
        Add(Invariant($"<dl class=\"figures\">\n{string.Concat(figures.Select(static f => Invariant($"<div><dt>{f.Name}</dt><dd>{Line(f.Text)}</dd></div>\n")))}</dl>\n"));

    /// <summary>A titled list of lines; nothing when there are none.</summary>
    public HtmlPage List(string title, IEnumerable<string> lines)
    {
        var items = string.Concat(lines.Select(static l => $"<li>{Line(l)}</li>\n"));
        return items.Length == 0 ? this : Add(Invariant($"<h2>{Line(title)}</h2>\n<ul>\n{items}</ul>\n"));
    }

    /// <summary>A titled table whose rows are markup; nothing when there are none.</summary>
    public HtmlPage Table(string title, IEnumerable<string> columns, IEnumerable<string> rows)
    {
        var body = string.Concat(rows.Select(static r => $"<tr>{r}</tr>\n"));
        if (body.Length == 0)
            return this;
        var head = string.Concat(columns.Select(static c => $"<th scope=\"col\">{c}</th>"));
        return Heading(title).Add(Invariant($"<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"{Line(title)}\"><table><thead><tr>{head}</tr></thead><tbody>\n{body}</tbody></table></div>\n"));
    }

    /// <summary>The file's text.</summary>
    public override string ToString() => _page + "</main>\n</body>\n</html>\n";
}
