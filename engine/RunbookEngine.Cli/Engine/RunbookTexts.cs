using System.Collections.Immutable;
using RunbookEngine.Handlers;
using RunbookEngine.Language;
using RunbookEngine.Model;

namespace RunbookEngine.Cli.Engine;

/// <summary>Reads runbooks: from files as a person names them, and from the journal.</summary>
internal static class RunbookTexts
{
    /// <summary>Expressions.</summary>
    public static IExpressionEvaluator Expressions { get; } = new ScribanEvaluator();

    private static RunbookLoader Loader => new(BuiltInHandlers.Definitions);

    /// <summary>Reads a file, named from the current directory.</summary>
    public static LoadedRunbook LoadFile(CliSession session, string file) => Loaded(Loader.Load(file, new FilesFrom(session.Console.FullPath)));

    /// <summary>Reads a file of any kind, named from the current directory, for its mistakes.</summary>
    public static CheckedFile CheckFile(CliSession session, string file)
    {
        var sources = new FilesFrom(session.Console.FullPath);
        switch (DocumentKinds.Of(file, sources))
        {
            case WorldFormat.Kind:
                var world = WorldLoader.Load(file, sources);
                return new(file, world.World is not null, world.World?.Name, world.Diagnostics, world.Sources);
            case ScenarioFormat.Kind:
                var scenario = ScenarioLoader.Load(file, sources);
                return new(file, scenario.Scenario is not null, scenario.Scenario?.Name, scenario.Diagnostics, scenario.Sources);
            default:
                var runbook = LoadFile(session, file);
                return new(file, runbook.Runbook is not null, runbook.Runbook?.Name, runbook.Diagnostics, runbook.Sources);
        }
    }

    /// <summary>The same, and beyond mistakes what is worth a second thought.</summary>
    public static CheckedFile LintFile(CliSession session, string file)
    {
        var sources = new FilesFrom(session.Console.FullPath);
        if (DocumentKinds.Of(file, sources) is not null || LoadFile(session, file) is not { Runbook: { } runbook } loaded)
            return CheckFile(session, file);
        var findings = RunbookLint.Check(runbook, loaded.Sources[0].Text, BuiltInHandlers.Definitions);
        return new(file, true, runbook.Name, [.. loaded.Diagnostics.Concat(findings).OrderBy(d => d.Span.File != file).ThenBy(static d => d.Span.Line).ThenBy(static d => d.Span.Column)], loaded.Sources);
    }

    /// <summary>Reads a scenario, named from the current directory.</summary>
    public static ScenarioLoading LoadScenario(CliSession session, string file) => ScenarioLoader.Load(file, new FilesFrom(session.Console.FullPath));

    /// <summary>Reads a world, named from the current directory.</summary>
    public static WorldLoading LoadWorld(CliSession session, string file) => WorldLoader.Load(file, new FilesFrom(session.Console.FullPath));

    /// <summary>Reads what the journal keeps; no file is touched.</summary>
    public static LoadedRunbook LoadTexts(ImmutableArray<SourceText> sources) => Loaded(Loader.LoadTexts(sources));

    /// <summary>Reads the files of a run as they are now, under the names that they had then.</summary>
    /// <param name="name">The runbook's name then.</param>
    /// <param name="folder">The folder it lies in.</param>
    public static LoadedRunbook LoadAgain(string name, string folder) => Loaded(Loader.Load(name, new FilesFrom(n => FormerNames.Locate(name, folder, n))));

    /// <summary>Reads a file of inputs, named from the current directory.</summary>
    public static InputsReading LoadInputs(CliSession session, string file) => InputsFile.Read(file, new FilesFrom(session.Console.FullPath));

    /// <summary>The folder that relative paths in a runbook start from: its own.</summary>
    public static string FolderOf(CliSession session, string file) => Path.GetDirectoryName(session.Console.FullPath(file)) ?? "/";

    private static LoadedRunbook Loaded(LoadResult result) => new(result.Runbook, result.Diagnostics, result.Sources);

    private sealed class FilesFrom(Func<string, string> locate) : ISourceReader
    {
        private readonly FileSourceReader _files = new();

        public SourceReading Read(string file) => _files.Read(locate(file));
    }
}
