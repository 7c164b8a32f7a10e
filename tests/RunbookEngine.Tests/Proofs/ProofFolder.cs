using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Sqlite;

namespace RunbookEngine.Tests.Proofs;

/// <summary>A folder with runbooks, a store, and the file that steps append to; removed at the end.</summary>
public sealed class ProofFolder : IDisposable
{
    public ProofFolder() => Path = Directory.CreateTempSubdirectory("proof-").FullName;

    public string Path { get; }

    public string Store { get; set; } = "store/runs.db";

    /// <summary>A program that each process is started through and that turns into it; none by default.</summary>
    public string[] Through { get; init; } = [];

    /// <summary>What each process finds in its environment, beside what its start names.</summary>
    public (string Name, string? Value)[] Environment { get; init; } = [];

    private string LinesPath => System.IO.Path.Combine(Path, "lines");

    /// <summary>What the steps appended so far, in order.</summary>
    public string[] Lines => File.Exists(LinesPath) ? File.ReadAllLines(LinesPath) : [];

    /// <summary>
    /// Whether no process works in the folder or names it: what an engine that was killed had begun may only just be claiming its name, and nothing in the folder says so.
    /// </summary>
    public bool IsAtRest => !Directory.EnumerateDirectories("/proc").Any(IsHere);

    public string File_(string name) => System.IO.Path.Combine(Path, name);

    public ProofFolder Write(string name, string text)
    {
        File.WriteAllText(File_(name), text);
        return this;
    }

    public RunningProgram Start(string[] arguments, params (string Name, string? Value)[] environment) =>
        RunbookProgram.StartThrough(Through, Path, [.. arguments, "--store", Store], [.. Environment, .. environment]);

    public async Task<ProgramResult> RunAsync(string[] arguments, params (string Name, string? Value)[] environment)
    {
        using var program = Start(arguments, environment);
        return await program.EndAsync(RunbookProgram.Patience);
    }

    /// <summary>The newest run as a copy of the store has it, so that this process changes nothing that the next one will find. Null: there is none.</summary>
    public async Task<RunState?> StateAsync()
    {
        if (!File.Exists(File_(Store)))
            return null;
        var copy = Directory.CreateTempSubdirectory("store-copy-").FullName;
        try
        {
            foreach (var file in Directory.GetFiles(System.IO.Path.GetDirectoryName(File_(Store))!, "*.db*").Where(static f => !f.EndsWith("-shm", StringComparison.Ordinal)))
                File.Copy(file, System.IO.Path.Combine(copy, System.IO.Path.GetFileName(file)));
            await using var store = SqliteRunStore.Open(System.IO.Path.Combine(copy, System.IO.Path.GetFileName(Store)), TimeProvider.System);
            if (await store.ListAsync(1, CancellationToken.None) is not [var newest])
                return null;
            var state = RunState.Empty;
            await foreach (var e in store.ReadAsync(newest.Run, 0, CancellationToken.None))
                state = state.Apply(e);
            return state;
        }
        finally
        {
            Directory.Delete(copy, recursive: true);
        }
    }

    private bool IsHere(string process)
    {
        try
        {
            return char.IsAsciiDigit(process[^1])
                && (Directory.ResolveLinkTarget(process + "/cwd", returnFinalTarget: false)?.FullName.StartsWith(Path, StringComparison.Ordinal) == true
                    || File.ReadAllText(process + "/cmdline").Contains(Path, StringComparison.Ordinal));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It has ended meanwhile, or is not ours to look at.
            return false;
        }
    }

    public void Dispose()
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                Directory.Delete(Path, recursive: true);
                return;
            }
            catch (IOException) when (attempt < 20)
            {
                // A command that outlived its engine is still writing its last line.
                Thread.Sleep(50);
            }
        }
    }
}
