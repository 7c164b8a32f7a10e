using System.Text;
using RunbookEngine.Language;

namespace RunbookEngine.Tests.Language;

/// <summary>Laying out changes how a text looks, and nothing that it says.</summary>
public class FormatTests(ITestOutputHelper output)
{
    public static TheoryData<string> Shipped =>
        [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, "runbooks"), "*.yaml", SearchOption.AllDirectories).Select(static p => Path.GetRelativePath(Repository.Root, p))];

    [Fact]
    public void Indentation_blanks_and_empty_lines_are_laid_out_and_words_comments_and_quotes_stay()
    {
        const string Wild = """


            # A head.
            apiVersion: runbook/v1
            name:   "wild"    # why not
            steps:
            # The first.
            -   id: a
                shell: |
                     echo one
                       echo two

                     echo three



            # The second.
            -  file:
                        write: '/tmp/a'
                        # Inside.
                        content: "x"
               needs: [
                 a ]
            # The end.
            """;
        const string Tidy = """
            # A head.
            apiVersion: runbook/v1
            name:   "wild"    # why not
            steps:
              # The first.
              - id: a
                shell: |
                  echo one
                    echo two

                  echo three

              # The second.
              - file:
                  write: '/tmp/a'
                  # Inside.
                  content: "x"
                needs: [
                  a ]
              # The end.

            """;

        Assert.Equal(Tidy, RunbookFormat.Format(Wild.Replace("one", "one   ", StringComparison.Ordinal)).Text?.Replace("one   ", "one", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Shipped))]
    public void What_ships_is_laid_out_already(string file)
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, file));

        Assert.Equal(text, RunbookFormat.Format(text).Text);
    }

    [Theory]
    [InlineData("steps:\n  - shell: |2\n       two\n")]
    [InlineData("steps:\n  -\n    shell: uptime\n")]
    [InlineData("steps:\n  - - shell: uptime\n")]
    [InlineData("? steps\n: [{ shell: uptime }]\n")]
    [InlineData("steps: [{ shell: uptime }]\n?")]
    [InlineData("\n\ufeffsteps: [{ shell: uptime }]\n")]
    [InlineData("name:  a\fb\n")]
    [InlineData("name:  a\u0085\n")]
    public void What_cannot_be_laid_out_without_a_risk_is_left(string text)
    {
        var formatted = RunbookFormat.Format(text);

        Assert.Null(formatted.Text);
        Assert.True(formatted.IsReadable);
    }

    [Fact]
    public void What_is_no_yaml_is_left() => Assert.False(RunbookFormat.Format("steps: [\n").IsReadable);

    [Fact]
    public void Whatever_the_text_laying_it_out_changes_nothing_of_what_is_read_and_is_done_once()
    {
        var (count, seed) = (Math.Min(FuzzTests.Setting("RUNBOOK_FUZZ_DOCUMENTS", 2_000), 20_000), FuzzTests.Setting("RUNBOOK_FUZZ_SEED", Random.Shared.Next()));
        output.WriteLine($"RUNBOOK_FUZZ_SEED={seed} RUNBOOK_FUZZ_DOCUMENTS={count}");
        var corpus = FuzzTests.Corpus();
        var changed = 0;
        for (var i = 0; i < count; i++)
        {
            var text = Encoding.UTF8.GetString(new Mutations(new Random(unchecked((seed * 31) + i)), corpus).Next());
            if (RunbookFormat.Format(text).Text is not { } laid || laid == text)
                continue;
            changed++;
            Assert.Equal(laid, RunbookFormat.Format(laid).Text);
            Assert.Equal(Comments(text), Comments(laid));
            Assert.True(Said(text) == Said(laid), $"{Said(text)}\nbecame\n{Said(laid)}\n--- from\n{text}\n--- to\n{laid}");
        }

        Assert.True(changed > count / 100, $"{changed} of {count} texts were changed: too few to prove anything");
    }

    /// <summary>All that the loader makes of it, but for the places.</summary>
    private static string Said(string text)
    {
        var loaded = Yaml.Loader.LoadTexts([new("example.yaml", text.TrimStart('\ufeff'))]);
        return loaded.Runbook is { } runbook
            ? string.Join('\n', runbook.Steps.Concat(runbook.OnFailure).Concat(runbook.Finally).Select(static s => $"{s.Id} {s.Fingerprint}").Prepend($"{runbook.Name} {runbook.Description}"))
            : string.Join('\n', loaded.Diagnostics.Select(static d => d.Code));
    }

    /// <summary>What stands after a <c>#</c> at the beginning of a line, in any order of blanks: told without any reader of YAML.</summary>
    private static IEnumerable<string> Comments(string text) =>
        text.ReplaceLineEndings("\n").Split('\n').Select(static l => l.Trim()).Where(static l => l.StartsWith('#'));
}
