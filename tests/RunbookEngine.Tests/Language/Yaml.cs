using System.Collections.Immutable;
using RunbookEngine.Handlers;
using RunbookEngine.Language;
using RunbookEngine.Model;

namespace RunbookEngine.Tests.Language;

/// <summary>Loads runbooks that stand in a test.</summary>
internal static class Yaml
{
    public static RunbookLoader Loader { get; } = new(BuiltInHandlers.Definitions);

    /// <summary>Loads a text; a head is put in front where there is none.</summary>
    public static LoadResult Load(string text, params ImmutableArray<SourceText> included) => Loader.LoadTexts([new("example.yaml", WithHead(text)), .. included]);

    /// <summary>The runbook of a text that is faultless.</summary>
    public static Runbook Runbook(string text)
    {
        var loaded = Load(text);
        Assert.True(loaded.Runbook is not null, DiagnosticPrinter.Print(loaded.Diagnostics, loaded.Sources));
        return loaded.Runbook;
    }

    /// <summary>The codes of all that is wrong with a text.</summary>
    public static string[] Codes(string text, params ImmutableArray<SourceText> included) => [.. Load(text, included).Diagnostics.Select(static d => d.Code).Distinct()];

    public static string WithHead(string text)
    {
        if (text.Contains("apiVersion", StringComparison.Ordinal))
            return text;
        var steps = text.Contains("steps:", StringComparison.Ordinal) ? "" : "steps:\n  - shell: uptime\n";
        return $"apiVersion: runbook/v1\nname: example\n{text}{steps}";
    }
}
