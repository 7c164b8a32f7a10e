using System.Globalization;
using System.Text;
using RunbookEngine.Planning;

namespace RunbookEngine.Cli.Drawing;

/// <summary>A plan as a Graphviz digraph. Pure.</summary>
internal static class DotText
{
    public static string Of(Plan plan)
    {
        var drawing = new PlanDrawing(plan);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"digraph {Quote(Escape(plan.Runbook.Name))} {{\n");
        text.Append("  compound=true;\n  node [shape=box, style=rounded];\n");
        foreach (var section in drawing.Sections)
        {
            text.Append(CultureInfo.InvariantCulture, $"  subgraph cluster_{PlanDrawing.NameOf(section)} {{\n");
            text.Append(CultureInfo.InvariantCulture, $"    label={Quote(Escape(PlanDrawing.TitleOf(section)))};\n");
            foreach (var node in drawing.Top(section))
                Append(text, drawing, node, "    ");
            text.Append("  }\n");
        }

        foreach (var (from, to) in drawing.Edges)
            text.Append(CultureInfo.InvariantCulture, $"  {Edge(drawing, plan[from], plan[to])}\n");
        text.Append("}\n");
        return text.ToString();
    }

    private static void Append(StringBuilder text, PlanDrawing drawing, PlanNode node, string indent)
    {
        var name = drawing.Name(node.Path);
        var label = Quote(PlanDrawing.Label(node, "\\n", Escape));
        if (node.Children.IsEmpty)
        {
            text.Append(CultureInfo.InvariantCulture, $"{indent}{name} [label={label}{(node.Step.If is null ? "" : ", style=\"rounded,dashed\"")}];\n");
            return;
        }

        text.Append(CultureInfo.InvariantCulture, $"{indent}subgraph cluster_{name} {{\n{indent}  label={label};\n");
        foreach (var child in drawing.Inside(node))
            Append(text, drawing, child, indent + "  ");
        text.Append(CultureInfo.InvariantCulture, $"{indent}}}\n");
    }

    /// <summary>Graphviz draws edges between steps only, so one to a group is drawn to a step in it and cut at the group's border.</summary>
    private static string Edge(PlanDrawing drawing, PlanNode from, PlanNode to)
    {
        var tail = from.Children.IsEmpty ? "" : $"ltail=cluster_{drawing.Name(from.Path)}";
        var head = to.Children.IsEmpty ? "" : $"lhead=cluster_{drawing.Name(to.Path)}";
        var border = string.Join(", ", new[] { tail, head }.Where(static b => b.Length > 0));
        return $"{drawing.Name(Last(drawing, from).Path)} -> {drawing.Name(First(drawing, to).Path)}{(border.Length == 0 ? "" : $" [{border}]")};";
    }

    private static PlanNode First(PlanDrawing drawing, PlanNode node) => drawing.Inside(node).FirstOrDefault() is { } first ? First(drawing, first) : node;

    private static PlanNode Last(PlanDrawing drawing, PlanNode node) => drawing.Inside(node).LastOrDefault() is { } last ? Last(drawing, last) : node;

    private static string Quote(string escaped) => $"\"{escaped}\"";

    private static string Escape(string label) =>
        Text.TerminalText.Line(label).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
}
