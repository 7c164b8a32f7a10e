using System.Globalization;
using System.Text.RegularExpressions;
using RunbookEngine.Language;
using RunbookEngine.Model;

namespace RunbookEngine.Cli.Rehearsing;

/// <summary>Finds the world that is meant: a file, or one of a typical kind by its size.</summary>
internal static partial class Worlds
{
    /// <summary>Reads it.</summary>
    /// <exception cref="UsageException">It has errors.</exception>
    public static World Load(CliSession session, string wanted)
    {
        var loading = Size().Match(wanted) is { Success: true } size ? WorldLoader.LoadText(wanted, Typical(size)) : WorldLoader.Load(session.Console.FullPath(wanted), new FileSourceReader());
        return loading.World ?? throw new UsageException($"{wanted} cannot be used as a world; nothing was rehearsed", "`runbook explain CODE` tells more of a code; `--world 3+20` needs no file")
        {
            Diagnostics = loading.Diagnostics,
            Sources = loading.Sources,
        };
    }

    /// <summary>Reads a fault of the command line.</summary>
    /// <exception cref="UsageException">It is none.</exception>
    public static Fault Fault(string text) => FaultReader.Parse(text) is { Fault: { } fault } ? fault : throw Wrong(text, FaultReader.Parse(text));

    private static UsageException Wrong(string text, FaultReading reading) => new($"--fault {text}: {reading.Problem}", reading.Hint ?? "");

    private static string Typical(Match size)
    {
        var version = size.Groups["version"] is { Success: true, Value: var given } ? given : TypicalWorld.Version;
        return TypicalWorld.Text(Number(size, "planes"), Number(size, "workers"), version, size.Groups["old"] is { Success: true, Value: var older } ? older : null);
    }

    private static int Number(Match size, string name) => int.Parse(size.Groups[name].ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(?<planes>[1-9])\+(?<workers>[1-9][0-9]{0,3})(@(?<version>[0-9.]+)(/(?<old>[0-9.]+))?)?$", RegexOptions.ExplicitCapture)]
    private static partial Regex Size();
}
