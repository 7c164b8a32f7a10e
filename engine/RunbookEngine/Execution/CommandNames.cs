using System.Globalization;
using System.Text;
using RunbookEngine.Model;

namespace RunbookEngine.Execution;

/// <summary>Composes command names: pure, and different for different steps.</summary>
internal static class CommandNames
{
    private const int LongestStep = 80;

    public static string Compose(RunId run, StepPath step, int attempt, string label)
    {
        var tail = label.Length == 0 ? "" : "-" + label;
        return string.Create(CultureInfo.InvariantCulture, $"{run}-{Step(step.Value)}-{attempt}{tail}");
    }

    private static string Step(string path)
    {
        var plain = string.Create(path.Length, path, static (span, text) =>
        {
            for (var i = 0; i < span.Length; i++)
                span[i] = char.IsAsciiLetterOrDigit(text[i]) || text[i] is '_' ? text[i] : '.';
        });
        if (plain == path && plain.Length <= LongestStep)
            return plain;
        var hash = Sha256.Hex(Encoding.UTF8.GetBytes(path))[..12];
        return $"{plain[..Math.Min(plain.Length, LongestStep)]}.{hash}";
    }
}
