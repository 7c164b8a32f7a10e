using RunbookEngine.Cli.Exports;
using RunbookEngine.Cli.Reporting;
using RunbookEngine.Cli.Text;
using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Cli.Following;

/// <summary>One output of a step's commands, as the journal and the file beside it have it.</summary>
/// <param name="Step">Whose.</param>
/// <param name="State">As it stands.</param>
/// <param name="Name"><c>stdout</c> or <c>stderr</c>.</param>
/// <param name="Excerpt">What the journal keeps.</param>
internal sealed record StepOutput(StepPath Step, StepState State, string Name, OutputExcerpt Excerpt)
{
    /// <summary><c>== save stdout, attempt 1, succeeded</c>.</summary>
    public string Title => $"== {Step} {Name}, attempt {State.Attempt}, {StepWords.Of(State)}";

    /// <summary>The outputs of these steps in the order in which they began.</summary>
    /// <param name="state">Of the run.</param>
    /// <param name="step">Only those of this step and of the steps inside it; null: all.</param>
    public static IEnumerable<StepOutput> Of(RunState state, string? step) =>
        state.Steps.Where(s => step is null || IsIn(s.Key, step)).OrderBy(static s => s.Value.StartedAt).SelectMany(static s => Of(s.Key, s.Value));

    /// <summary>Those of one step that are not empty.</summary>
    public static IEnumerable<StepOutput> Of(StepPath path, StepState step) =>
        new StepOutput[] { new(path, step, "stdout", step.Stdout), new(path, step, "stderr", step.Stderr) }.Where(static o => o.Excerpt != OutputExcerpt.Empty);

    /// <summary>Whether a step is the one of that name, or inside of it.</summary>
    public static bool IsIn(StepPath path, string step) => path.Value == step || path.Value.StartsWith(step + "/", StringComparison.Ordinal);

    /// <summary>The file with the whole output; null when none was kept, or it is gone.</summary>
    public string? File(CliSession session) =>
        Excerpt.File is { } name ? OutputName.Find(session, name) : null;

    /// <summary>Its lines, harmless on a terminal: all of them where the file has them, else head and tail and a word between.</summary>
    public IEnumerable<string> Lines(CliSession session) =>
        File(session) is { } file ? System.IO.File.ReadLines(file).Select(TerminalText.Block) : Excerpted();

    /// <summary>Head and tail with a word between.</summary>
    public IEnumerable<string> Excerpted()
    {
        foreach (var line in LinesOf(Excerpt.Head))
            yield return line;
        if (Excerpt.CutBytes > 0)
            yield return $"… {Excerpt.CutBytes} bytes cut out; the full output is no longer kept …";
        foreach (var line in LinesOf(Excerpt.Tail))
            yield return line;
    }

    private static string[] LinesOf(string text)
    {
        if (text.Length == 0)
            return [];
        var clean = TerminalText.Block(text);
        return (clean.EndsWith('\n') ? clean[..^1] : clean).Split('\n');
    }
}
