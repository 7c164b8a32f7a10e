using System.Diagnostics;
using RunbookEngine.Language;
using RunbookEngine.Model;

namespace RunbookEngine.Tests.Language;

/// <summary>A real shell is the judge: wherever the checks let a value be inserted, it arrives as data, whatever it is.</summary>
public class ScriptInjectionTests
{
    private static readonly string[] s_values =
    [
        "plain", "", " ", "two words", "it's", "''", "'; echo pwned; '", "\"; echo pwned; \"", "$(echo pwned)", "`echo pwned`", "${HOME}", "a\nb", "\n", "\necho pwned\n", "; echo pwned", "& echo pwned &",
        "| cat", "> /dev/null", "*", "~", "#", "\\", "\\'", "a\\", "-n", "--", "!!", "EOF\necho pwned", "é😀\u202e", "\t", "\r", "\u0001\u001b[2J", new string('x', 64 << 10), new string('\'', 1_000), "$'\\x41'",
    ];

    public static TheoryData<string> Places =>
    [
        "printf %s {{ inputs.value }}",
        "printf %s \"\"{{ inputs.value }}''",
        "value={{ inputs.value }}\nprintf %s \"$value\"",
        "printf %s \"$(printf %s {{ inputs.value }}x)\" | sed 's/x$//' | cat",
        "# a comment with 'quotes\nprintf %s {{ inputs.value }} # 'another",
        "cat <<'EOF' >/dev/null\n'\"`\nEOF\nprintf %s {{ inputs.value }}",
        "(true; printf %s {{ inputs.value }})",
        "if true; then printf %s {{ inputs.value }}; fi",
        "x=\"a'b\"; printf %s {{ inputs.value }}",
        "printf %s {{ inputs.value }} | cat",
        "set -- {{ inputs.value }}; test $# = 1 && printf %s \"$1\"",
        "f() { printf %s \"$1\"; }; f {{ inputs.value }}",
        "printf %s ${nothing:-{{ inputs.value }}}",
    ];

    [Theory]
    [MemberData(nameof(Places))]
    public void An_inserted_value_arrives_as_it_is(string script)
    {
        Assert.Empty(Yaml.Codes($"inputs: {{ value: {{ type: string }} }}\nsteps:\n  - shell: |\n      {script.Replace("\n", "\n      ", StringComparison.Ordinal)}\n"));
        foreach (var value in s_values)
        {
            var scope = new Value.Map([new("inputs", new Value.Map([new("value", new Value.Text(value))]))]);
            var evaluation = new ScribanEvaluator().Evaluate(new(script, TemplateKind.Script, SourceSpan.None), scope);

            Assert.Equal(Trimmed(script, value), Trimmed(script, Output(evaluation.Value!.ToString())));
        }
    }

    /// <summary>A command substitution takes the line ends off its output; only there that is no loss of ours.</summary>
    private static string Trimmed(string script, string text) => script.Contains("sed", StringComparison.Ordinal) ? text.TrimEnd('\n') : text;

    private static string Output(string script)
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, script);
            using var shell = Process.Start(new ProcessStartInfo("sh", [file]) { RedirectStandardOutput = true, StandardOutputEncoding = System.Text.Encoding.UTF8 })!;
            var output = shell.StandardOutput.ReadToEnd();
            Assert.True(shell.WaitForExit(TimeSpan.FromSeconds(30)));
            return output;
        }
        finally
        {
            File.Delete(file);
        }
    }
}
