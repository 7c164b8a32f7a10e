using RunbookEngine.Cli.Text;
using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Planning;

namespace RunbookEngine.Cli.Reporting;

/// <summary>What a resume would do next, step by step and in its order: what it attaches to, looks at, asks, tries again, and what is left then. Pure.</summary>
internal sealed class ResumeText(RunState state, Plan plan, Ink ink, int columns)
{
    private const int MostAlike = 3;

    private const string Attach = "attach";
    private const string Look = "look";
    private const string Ask = "ask";
    private const string Retry = "retry";
    private const string Run = "run";

    private readonly int _columns = Math.Max(20, columns - 10);

    /// <summary>The lines; none when a resume has nothing to do.</summary>
    public IEnumerable<string> Lines() => Acts().GroupBy(static a => a.Word).SelectMany(g => Some(g.Key, [.. g])).Concat(Rest());

    private IEnumerable<(string Word, StepPath Step, string What)> Acts()
    {
        foreach (var (node, step) in RunFacts.InFlight(state, plan).OrderBy(static s => s.State.StartedAt))
        {
            var (word, what) = Doubt((ActionStep)node.Step, step);
            yield return (word, node.Path, what);
        }

        foreach (var (node, step) in RunFacts.Actions(state, plan).Where(static s => s.State.Status == StepStatus.Waiting))
            yield return (Ask, node.Path, StepWords.Of(step.Wait!));
        foreach (var (node, step) in RunFacts.Actions(state, plan).Where(static s => s.State.Status == StepStatus.Retrying || (s.State.Status == StepStatus.Failed && !s.State.IsUnsettled)))
            yield return (Retry, node.Path, $"looks first, then tries again{StepWords.On(step)}, attempt {step.Attempt + 1}");
    }

    private static (string Word, string What) Doubt(ActionStep step, StepState state)
    {
        var which = $"attempt {state.Attempt}{StepWords.On(state)}";
        if (!step.Verb.HasSideEffect)
            return (Look, $"takes up {which}, which changes nothing");
        var fallback = step.Interrupted switch
        {
            InterruptedPolicy.Retry => "runs it again",
            InterruptedPolicy.Ask => "asks you",
            _ => "runs it again where looking can tell, or asks you",
        };
        return (Attach, $"goes on with {which}; if its command is gone, looks whether it is done, else {fallback}");
    }

    private IEnumerable<string> Some(string word, List<(string Word, StepPath Step, string What)> acts)
    {
        foreach (var (_, step, what) in acts.Take(acts.Count > MostAlike ? MostAlike - 1 : MostAlike))
        {
            foreach (var line in Line(word, $"{step} {what}"))
                yield return line;
        }

        if (acts.Count > MostAlike)
            yield return $"  {new string(' ', Attach.Length)}{TerminalText.Fit($"  and {acts.Count - MostAlike + 1} more: {string.Join(", ", acts.Skip(MostAlike - 1).Select(static a => a.Step.Value))}", _columns)}";
    }

    /// <summary>What was not begun, and what was skipped because of a failure: it runs then.</summary>
    private IEnumerable<string> Rest()
    {
        var section = state.Status == RunStatus.Failed && state.Section != RunSection.Undo ? RunSection.Main : state.Section;
        var left = RunFacts.Actions(state, plan)
            .Where(s => s.Node.Section == section && s.Node.Gate is null && (s.State.Status == StepStatus.Pending || s.State.Skip is SkipReason.NeedFailed or SkipReason.MaxFailures))
            .Select(static s => s.Node.Path).ToList();
        return left switch
        {
            [] => [],
            [var only] => Line(Run, $"then {only}"),
            [var first, ..] => Line(Run, $"then {first} and {left.Count - 1} more that were not begun or were skipped"),
        };
    }

    private IEnumerable<string> Line(string word, string text) =>
        TerminalText.Wrap(text, _columns).Select((line, i) => $"  {(i == 0 ? ink.Bold(word.PadRight(Attach.Length)) : new string(' ', Attach.Length))}  {line}");
}
