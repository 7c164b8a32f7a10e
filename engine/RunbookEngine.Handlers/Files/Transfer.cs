using System.Globalization;
using RunbookEngine.Execution;

namespace RunbookEngine.Handlers.Files;

/// <summary>Tells how far a file has come.</summary>
internal static class Transfer
{
    private const long Mebibyte = 1024 * 1024;

    /// <summary>A line for whoever watches, such as <c>7 of 120 MiB</c>; nothing for a file that is there before one can read it.</summary>
    public static Action<long, long> Progress(StepContext context) => (there, all) =>
    {
        if (all >= Mebibyte)
            context.Progress(string.Create(CultureInfo.InvariantCulture, $"{there / Mebibyte} of {all / Mebibyte} MiB"));
    };
}
