using System.Reflection;
using RunbookEngine.Handlers;
using RunbookEngine.Language;
using RunbookEngine.Model;

namespace RunbookEngine.Tests.Language;

/// <summary>What <c>runbook explain</c> says of a code is true: the wrong example gives it, the right one gives nothing.</summary>
public class DiagnosticCatalogTests
{
    private static readonly SourceText s_other = new(
        "other.yaml", "apiVersion: runbook/v1\nname: other\ninputs: { host: { type: string } }\nsteps:\n  - shell: ping -c1 {{ inputs.host }}\n");

    public static TheoryData<string> WithExamples => [.. DiagnosticCatalog.All.Where(static e => e.Wrong is not null).Select(static e => e.Code)];

    [Fact]
    public void Every_code_is_explained_once()
    {
        var codes = typeof(DiagnosticCatalog).Assembly.GetType("RunbookEngine.Language.Codes")!
            .GetFields(BindingFlags.Public | BindingFlags.Static).Select(static f => (string)f.GetRawConstantValue()!).Order(StringComparer.Ordinal);

        Assert.Equal(codes, DiagnosticCatalog.All.Select(static e => e.Code).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(WithExamples))]
    public void The_wrong_example_gives_its_code(string code) =>
        Assert.Contains(code, Codes(DiagnosticCatalog.Find(code)!.Wrong!, code));

    [Theory]
    [MemberData(nameof(WithExamples))]
    public void The_right_example_is_right(string code) =>
        Assert.Empty(Codes(DiagnosticCatalog.Find(code)!.Right!, code));

    [Fact]
    public void The_example_of_every_word_is_right() => Assert.All(LanguageWords.All, static w => Assert.Empty(Yaml.Codes(w.Example)));

    private static string[] Codes(string text, string code) => code.StartsWith("RB07", StringComparison.Ordinal)
        ? [.. Inventories.Load(text).Diagnostics.Select(static d => d.Code)]
        : code.StartsWith("RB09", StringComparison.Ordinal) ? Worlds.Codes(text)
        : code.StartsWith("RB10", StringComparison.Ordinal) ? [.. RunbookLint.Check(Yaml.Runbook(text), Yaml.WithHead(text), BuiltInHandlers.Definitions).Select(static d => d.Code)]
        : Yaml.Codes(text, s_other);

    [Fact]
    public void A_code_is_found_in_any_case() => Assert.Equal("RB0107", DiagnosticCatalog.Find("rb0107")?.Code);
}
