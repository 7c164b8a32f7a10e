using System.Collections.Immutable;
using RunbookEngine.Cli.Pages;
using RunbookEngine.Cli.Reporting;
using RunbookEngine.Cli.Text;
using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Planning;

namespace RunbookEngine.Cli.Drawing;

/// <summary>A step, a group or a section as it is drawn: its words, what stands inside, and how large that is. Pure.</summary>
internal sealed class SvgBlock
{
    public const double Padding = 14;
    public const double TitleLine = 20;
    public const double NoteLine = 17;

    /// <summary>All steps are as wide as this, so that columns are straight; words are broken to fit in any font of fixed width.</summary>
    private const double StepWidth = 300;
    private const int TitleColumns = 31;
    private const int NoteColumns = 36;
    private const int MostLines = 3;

    private SvgBlock(string title, string note, bool isConditional, ImmutableArray<SvgBlock> inside, IReadOnlyList<(int From, int To)> edges)
    {
        (Title, Note, IsConditional, Inside) = (title, note, isConditional, inside);
        TitleLines = Lines(title, TitleColumns);
        NoteLines = Lines(note, NoteColumns);
        Layout = LayeredLayout.Of([.. inside.Select(static b => b.Size)], edges);
        Head = Padding + (TitleLine * TitleLines.Length) + (NoteLine * NoteLines.Length) + Padding;
        Size = inside.IsEmpty
            ? new(StepWidth, Head)
            : new(Math.Max(StepWidth, Layout.Size.Width) + (2 * Padding), Head + Layout.Size.Height + Padding);
    }

    /// <summary>What it is called, whole.</summary>
    public string Title { get; }

    /// <summary>What it does, whole.</summary>
    public string Note { get; }

    /// <summary>Whether it may be skipped.</summary>
    public bool IsConditional { get; }

    public ImmutableArray<SvgBlock> Inside { get; }

    public ImmutableArray<string> TitleLines { get; }

    public ImmutableArray<string> NoteLines { get; }

    /// <summary>Of what stands inside.</summary>
    public Layered Layout { get; }

    /// <summary>How high the words are, with the room around them.</summary>
    public double Head { get; }

    /// <summary>Of the whole.</summary>
    public Extent Size { get; }

    /// <summary>Where what stands inside begins.</summary>
    public Spot Origin => new((Size.Width - Layout.Size.Width) / 2, Head);

    /// <summary>The steps inside of it, or else itself, for a reader who does not see it.</summary>
    public string Told => Inside.IsEmpty ? $"{Title}{(IsConditional ? " (not always)" : "")}" : $"{Title} ({string.Join(", ", Inside.Select(static b => b.Told))})";

    /// <summary>A section with all its steps.</summary>
    public static SvgBlock Of(PlanDrawing drawing, RunSection section)
    {
        var steps = drawing.Top(section).ToList();
        return new(PlanDrawing.TitleOf(section), "", false, [.. steps.Select(s => Of(drawing, s))], Edges(drawing, steps));
    }

    private static SvgBlock Of(PlanDrawing drawing, PlanNode node)
    {
        var steps = drawing.Inside(node).ToList();
        var note = StepWords.Verb(node.Step) + (node.Step.Undo.IsEmpty ? "" : ", can be undone") + (node.Step.If is { } condition ? $"; only if {condition.Content}" : "");
        return new(Markup.Plain(node.Step.Name ?? node.Step.Id.Value), Markup.Plain(note), node.Step.If is not null, [.. steps.Select(s => Of(drawing, s))], Edges(drawing, steps));
    }

    /// <summary>What waits for what among these; where steps inside of two of them do, the two do.</summary>
    private static List<(int From, int To)> Edges(PlanDrawing drawing, List<PlanNode> steps)
    {
        var places = new Dictionary<StepPath, int>();
        for (var i = 0; i < steps.Count; i++)
            Place(drawing, steps[i], i, places);
        return [.. drawing.Edges.Where(e => places.ContainsKey(e.From) && places.ContainsKey(e.To)).Select(e => (From: places[e.From], To: places[e.To])).Where(static e => e.From != e.To).Distinct()];
    }

    private static void Place(PlanDrawing drawing, PlanNode node, int place, Dictionary<StepPath, int> places)
    {
        places[node.Path] = place;
        foreach (var inside in drawing.Inside(node))
            Place(drawing, inside, place, places);
    }

    private static ImmutableArray<string> Lines(string text, int columns)
    {
        if (text.Length == 0)
            return [];
        var lines = TerminalText.Wrap(text, columns).Select(l => TerminalText.Fit(l, columns)).ToList();
        return lines.Count <= MostLines ? [.. lines] : [.. lines.Take(MostLines - 1), TerminalText.Fit(string.Join(' ', lines.Skip(MostLines - 1)), columns)];
    }
}
