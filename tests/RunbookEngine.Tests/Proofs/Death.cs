using System.Globalization;
using System.Runtime.CompilerServices;

namespace RunbookEngine.Tests.Proofs;

/// <summary>Ends the engine at an exact flush or write of its store: a small library (<c>death.c</c>) loaded in front of the system's own.</summary>
public sealed class Death : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("death-").FullName;

    private string Library => Path.Combine(_folder, "death.so");

    /// <summary>Builds the library, once for the class that uses it.</summary>
    public async ValueTask InitializeAsync()
    {
        foreach (var compiler in new[] { "cc", "gcc", "clang" })
        {
            if (await Needed.TryAsync(compiler, "-shared", "-fPIC", "-O1", "-o", Library, Source()) is { } result)
            {
                result.Exits(0);
                return;
            }
        }
    }

    /// <summary>Skips or fails the test where there is no compiler.</summary>
    public void Check() => Needed.Check(File.Exists(Library), "a C compiler (cc, gcc or clang)");

    /// <summary>The environment in which the engine dies at the n-th of its store's calls.</summary>
    /// <param name="folder">Whose store.</param>
    /// <param name="call">Flushes or writes.</param>
    /// <param name="n">From 1.</param>
    /// <param name="when">Before it, after it, or half-way through a write.</param>
    public (string, string?)[] At(ProofFolder folder, StoreCall call, int n, Moment when) =>
    [
        .. Loaded(folder, call), ("DEATH_AT", n.ToString(CultureInfo.InvariantCulture)),
        ("DEATH_MODE", when switch { Moment.Before => "b", Moment.HalfWay => "t", _ => "a" }),
    ];

    /// <summary>Runs it undisturbed and counts.</summary>
    public async Task<int> CountAsync(ProofFolder folder, StoreCall call, string[] arguments)
    {
        var counts = Path.Combine(_folder, $"counts-{Guid.NewGuid():N}");
        (await folder.RunAsync(arguments, [.. Loaded(folder, call), ("DEATH_COUNT", counts)])).Exits(0);
        return int.Parse(await File.ReadAllTextAsync(counts), CultureInfo.InvariantCulture);
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    private (string, string?)[] Loaded(ProofFolder folder, StoreCall call) =>
        [("LD_PRELOAD", Library), ("DEATH_STORE", folder.File_(folder.Store)), ("DEATH_KIND", call == StoreCall.Flush ? "f" : "w")];

    private static string Source([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "death.c");
}

/// <summary>What the engine does to its store.</summary>
public enum StoreCall
{
    /// <summary>fsync or fdatasync.</summary>
    Flush,

    /// <summary>pwrite.</summary>
    Write,
}

/// <summary>When it dies.</summary>
public enum Moment
{
    Before,
    HalfWay,
    After,
}
