using System.Collections.Immutable;
using RunbookEngine.Cli.Questions;
using RunbookEngine.Cli.Reporting;
using RunbookEngine.Cli.Runs;
using RunbookEngine.Cli.Text;
using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Cli.Commands;

/// <summary>A person's word on steps in doubt.</summary>
internal static class Resolutions
{
    /// <summary>Reads <c>STEP=done</c> and <c>STEP=retry</c>.</summary>
    public static ImmutableDictionary<StepPath, bool> Parse(IEnumerable<string> words)
    {
        var resolutions = ImmutableDictionary.CreateBuilder<StepPath, bool>();
        foreach (var word in words)
        {
            var end = word.LastIndexOf('=');
            resolutions[new(end < 0 ? "" : word[..end])] = (end < 0 ? "" : word[(end + 1)..]) switch
            {
                "done" => true,
                "retry" => false,
                _ => throw new UsageException($"`--resolve {word}` is not understood", "write STEP=done when it was done, STEP=retry to run it again"),
            };
        }

        return resolutions.ToImmutable();
    }

    /// <summary>Checks what was said and, on a terminal, asks for the rest.</summary>
    /// <exception cref="UsageException">A step that was named is not in doubt.</exception>
    public static ImmutableDictionary<StepPath, bool> Complete(CliSession session, RecordedRun recorded, ImmutableDictionary<StepPath, bool> said)
    {
        var doubts = RunFacts.Waiting(recorded.State, recorded.Plan, WaitKind.Doubt).ToDictionary(static d => d.Node.Path, static d => d.State);
        foreach (var path in said.Keys.Where(p => !doubts.ContainsKey(p)))
        {
            var hint = doubts.Count == 0 ? "no step of this run is" : $"these are: {string.Join(", ", doubts.Keys)}";
            throw new UsageException($"`{path}` is not in doubt in run {recorded.Run}", hint);
        }

        if (!session.CanAsk)
            return said;
        foreach (var (path, state) in doubts.Where(d => !said.ContainsKey(d.Key)))
        {
            if (Ask(session, path, state) is { } done)
                said = said.Add(path, done);
        }

        return said;
    }

    private static bool? Ask(CliSession session, StepPath path, StepState state)
    {
        session.Console.Questions.WriteLine($"{session.Settings.Ink.Warn(path.Value)} {StepWords.Of(state.Wait!)}");
        while (true)
        {
            switch (Question.Text(session.Console, "Was it done? `done`, `retry` to run it again, nothing to leave it:")?.Trim())
            {
                case "done":
                    return true;
                case "retry":
                    return false;
                case null or "":
                    return null;
            }
        }
    }
}
