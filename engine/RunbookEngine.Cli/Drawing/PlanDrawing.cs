using System.Collections.Immutable;
using System.Globalization;
using RunbookEngine.Cli.Reporting;
using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Planning;

namespace RunbookEngine.Cli.Drawing;

/// <summary>What every drawing of a plan shows, whatever its language: sections, steps in groups, and what waits for what. Pure.</summary>
internal sealed class PlanDrawing
{
    private readonly Plan _plan;
    private readonly Dictionary<StepPath, string> _names;

    public PlanDrawing(Plan plan)
    {
        _plan = plan;
        var drawn = plan.Nodes.Where(n => n.Section != RunSection.Undo && IsDrawn(n)).ToList();
        _names = drawn.Select(static (n, i) => (n.Path, Name: string.Create(CultureInfo.InvariantCulture, $"s{i + 1}"))).ToDictionary(static p => p.Path, static p => p.Name);
        Sections = [.. drawn.Select(static n => n.Section).Distinct().Order()];
        Edges = [.. drawn.SelectMany(n => Before(n).Where(_names.ContainsKey).Select(d => (d, n.Path)))];
        SectionEdges = [.. Sections.Zip(Sections.Skip(1))];
    }

    /// <summary>The sections that hold steps.</summary>
    public IReadOnlyList<RunSection> Sections { get; }

    /// <summary>What waits for what.</summary>
    public IReadOnlyList<(StepPath From, StepPath To)> Edges { get; }

    /// <summary>The order of the sections.</summary>
    public IReadOnlyList<(RunSection From, RunSection To)> SectionEdges { get; }

    /// <summary>A name that every drawing language takes.</summary>
    public string Name(StepPath path) => _names[path];

    public IEnumerable<PlanNode> Top(RunSection section) => _plan.Of(section).Where(static n => n.Parent is null);

    /// <summary>What stands in a group; in a <c>for-each</c> the gate and the steps of one lane, which stand for those of all.</summary>
    public IEnumerable<PlanNode> Inside(PlanNode node) =>
        node.Children.Select(c => _plan[c]).SelectMany(c => c.IsLane ? c.Children.Select(s => _plan[s]) : [c]).Where(c => _names.ContainsKey(c.Path));

    /// <summary>A drawing is made without an inventory, so each <c>for-each</c> has one lane, a gate before it, and one after.</summary>
    private static bool IsDrawn(PlanNode node) => !node.IsLane && (node.Gate is null || node.DependsOn.IsEmpty);

    /// <summary>The first steps of a lane wait for what the lane waits for.</summary>
    private ImmutableArray<StepPath> Before(PlanNode node) =>
        node.DependsOn.IsEmpty && node.Parent is { } parent && _plan[parent] is { IsLane: true } lane ? lane.DependsOn : node.DependsOn;

    /// <summary>The step's name, and below it what it does.</summary>
    public static string Label(PlanNode node, string lineBreak, Func<string, string> escape)
    {
        var title = escape(node.Step.Name ?? node.Step.Id.Value);
        var undo = node.Step.Undo.IsEmpty ? "" : ", can be undone";
        return $"{title}{lineBreak}{escape(StepWords.Verb(node.Step) + undo)}";
    }

    public static string NameOf(RunSection section) => section switch { RunSection.OnFailure => "on_failure", RunSection.Finally => "finally_", _ => "main" };

    public static string TitleOf(RunSection section) => section switch { RunSection.OnFailure => "on-failure", RunSection.Finally => "finally", _ => "steps" };
}
