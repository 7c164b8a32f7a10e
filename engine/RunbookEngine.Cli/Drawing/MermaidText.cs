using System.Globalization;
using System.Text;
using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Planning;

namespace RunbookEngine.Cli.Drawing;

/// <summary>A plan as a Mermaid flowchart. Pure.</summary>
internal static class MermaidText
{
    public static string Of(Plan plan)
    {
        var drawing = new PlanDrawing(plan);
        var text = new StringBuilder("flowchart TD\n");
        foreach (var section in drawing.Sections)
        {
            text.Append(CultureInfo.InvariantCulture, $"  subgraph {PlanDrawing.NameOf(section)} [{Quote(PlanDrawing.TitleOf(section))}]\n");
            foreach (var node in drawing.Top(section))
                Append(text, drawing, node, "    ");
            text.Append("  end\n");
        }

        foreach (var (from, to) in drawing.Edges)
            text.Append(CultureInfo.InvariantCulture, $"  {drawing.Name(from)} --> {drawing.Name(to)}\n");
        foreach (var (from, to) in drawing.SectionEdges)
            text.Append(CultureInfo.InvariantCulture, $"  {PlanDrawing.NameOf(from)} -.-> {PlanDrawing.NameOf(to)}\n");
        return text.ToString();
    }

    private static void Append(StringBuilder text, PlanDrawing drawing, PlanNode node, string indent)
    {
        var name = drawing.Name(node.Path);
        var label = Quote(PlanDrawing.Label(node, "<br/>", Escape));
        if (node.Children.IsEmpty)
        {
            text.Append(CultureInfo.InvariantCulture, $"{indent}{name}{(node.Step.If is null ? $"[{label}]" : $"{{{{{label}}}}}")}\n");
            return;
        }

        text.Append(CultureInfo.InvariantCulture, $"{indent}subgraph {name} [{label}]\n");
        foreach (var child in drawing.Inside(node))
            Append(text, drawing, child, indent + "  ");
        text.Append(CultureInfo.InvariantCulture, $"{indent}end\n");
    }

    private static string Quote(string escaped) => $"\"{escaped}\"";

    /// <summary>Everything but plain characters as a number: Mermaid knows no other way for quotes, and reads HTML and Markdown in labels.</summary>
    private static string Escape(string label)
    {
        var text = new StringBuilder();
        foreach (var rune in label.EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune) || rune.Value is ' ' or '-' or '_' or '.' or ',' or ':' or '/' or '(' or ')')
                text.Append(rune);
            else
                text.Append(CultureInfo.InvariantCulture, $"#{rune.Value};");
        }

        return text.ToString();
    }
}
