using RunbookEngine.Cli.Engine;
using RunbookEngine.Cli.Runs;
using RunbookEngine.Cli.Text;
using RunbookEngine.Cluster;
using RunbookEngine.Model;
using RunbookEngine.Planning;

namespace RunbookEngine.Cli.Changes;

/// <summary>Whether a run's runbook is another one by now, and whether the run may go on with it.</summary>
internal static class RunbookChange
{
    /// <summary>The run with the plan to go on with.</summary>
    /// <exception cref="UsageException">The runbook has changed and that was not accepted, or the change touches what is done.</exception>
    public static async Task<RecordedRun> CheckAsync(CliSession session, RecordedRun recorded, bool accept)
    {
        var name = recorded.State.Sources[0].File;
        var path = FormerNames.Locate(name, recorded.Folder, name);
        if (!File.Exists(path) || recorded.State.Sources.All(s => IsUnchanged(s, FormerNames.Locate(name, recorded.Folder, s.File))))
            return recorded;
        var now = RunbookTexts.LoadAgain(name, recorded.Folder);
        if (now.Sources.SequenceEqual(recorded.State.Sources))
            return recorded;
        var nodes = now.Runbook is { } changed ? await NodesAsync(session, recorded, changed) : null;
        if (!accept)
            throw Refusal(session, recorded, now, nodes, path);
        var plan = PlanOf(session, recorded, now.Require(session, path), nodes);
        var touched = PlanDifference.TouchedDoneSteps(recorded.State, recorded.Plan, plan);
        if (touched.Count > 0)
        {
            Show(session, recorded, now, nodes);
            throw new UsageException(
                $"{path} has changed in steps that are done: {string.Join(", ", touched)}",
                "give these steps their old text back, or start a new run with `runbook run`");
        }

        return recorded with { Plan = plan, AcceptsChanges = true };
    }

    /// <summary>Targets that the run has keep their hosts; what is new is looked up now.</summary>
    private static Plan PlanOf(CliSession session, RecordedRun recorded, Runbook runbook, IReadOnlyCollection<ClusterNode>? nodes)
    {
        var created = recorded.State.Created!;
        return Plans.Make(runbook, created.Inputs, created.Environment, recorded.Inventory(session, runbook), nodes, created.Targets);
    }

    /// <summary>A cluster is asked only when the run does not have all its nodes.</summary>
    private static Task<IReadOnlyCollection<ClusterNode>?> NodesAsync(CliSession session, RecordedRun recorded, Runbook runbook) =>
        runbook.Targets.All(t => recorded.State.Created!.Targets[t.Name] is not null) ? Task.FromResult<IReadOnlyCollection<ClusterNode>?>(null) : ClusterWiring.NodesAsync(session, runbook);

    /// <summary>Spares reading a long runbook a second time.</summary>
    private static bool IsUnchanged(SourceText source, string path)
    {
        try
        {
            return File.ReadAllText(path) == source.Text;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static UsageException Refusal(CliSession session, RecordedRun recorded, LoadedRunbook now, IReadOnlyCollection<ClusterNode>? nodes, string path)
    {
        Show(session, recorded, now, nodes);
        return new($"{path} has changed since run {recorded.Run} started",
            $"`{session.CommandLine("resume", recorded.Run, "--accept-changes")}` goes on with the new text; to go on with the old one, put it back")
        {
            Diagnostics = now.Runbook is null ? now.Diagnostics : [],
            Sources = now.Sources,
        };
    }

    /// <summary>Step by step, then line by line.</summary>
    private static void Show(CliSession session, RecordedRun recorded, LoadedRunbook now, IReadOnlyCollection<ClusterNode>? nodes)
    {
        if (session.Settings.Json)
            return;
        var (error, ink) = (session.Console.Error, session.Settings.ErrorInk);
        if (now.Runbook is { } runbook)
        {
            foreach (var line in PlanDifference.Lines(recorded.State, recorded.Plan, PlanOf(session, recorded, runbook, nodes)))
                error.WriteLine(line);
        }

        foreach (var file in recorded.State.Sources.Concat(now.Sources).Select(static s => s.File).Distinct())
        {
            foreach (var line in LineDiff.Unified(TextOf(recorded.State.Sources, file), TextOf(now.Sources, file), file + " (as the run knows it)", file + " (now)"))
                error.WriteLine(Paint(ink, TerminalText.Line(line)));
        }
    }

    private static string TextOf(IEnumerable<SourceText> sources, string file) => sources.FirstOrDefault(s => s.File == file)?.Text ?? "";

    private static string Paint(Ink ink, string line) => line switch
    {
        ['+', ..] => ink.Good(line),
        ['-', ..] => ink.Bad(line),
        ['@', ..] => ink.Faint(line),
        _ => line,
    };
}
