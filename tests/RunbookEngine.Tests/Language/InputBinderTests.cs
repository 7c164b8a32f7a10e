using System.Text;
using RunbookEngine.Language;
using RunbookEngine.Model;

namespace RunbookEngine.Tests.Language;

public class InputBinderTests
{
    [Theory]
    [InlineData("string", "5", "5")]
    [InlineData("integer", "-7", "-7")]
    [InlineData("boolean", "true", "true")]
    [InlineData("version", "v1.36.4", "1.36.4")]
    [InlineData("version", "1.36.4-1.1", "1.36.4-1.1")]
    [InlineData("duration", "90s", "1m30s")]
    [InlineData("path", "/srv/a b", "/srv/a b")]
    [InlineData("list", "a, 3,b", "a, 3, b")]
    [InlineData("list", "[a]", "a")]
    [InlineData("list", " [\"a, b\", 3, 'c']", "a, b, 3, c")]
    [InlineData("list", "[]", "")]
    [InlineData("choice, choices: [fast, careful]", "fast", "fast")]
    [InlineData("secret", "hunter2", "***")]
    public void A_text_becomes_a_value_in_normal_form(string type, string given, string expected) =>
        Assert.Equal(expected, Bind($"{{ type: {type} }}", given).Inputs!["x"]!.ToString());

    [Theory]
    [InlineData("integer", "many", "RB0603")]
    [InlineData("boolean", "yes", "RB0603")]
    [InlineData("version", "latest", "RB0603")]
    [InlineData("duration", "5", "RB0603")]
    [InlineData("list", "[a, b", "RB0603")]
    [InlineData("list", "[a], b", "RB0603")]
    [InlineData("path", "", "RB0603")]
    [InlineData("choice, choices: [fast, careful]", "fats", "RB0603")]
    [InlineData("string, pattern: '[a-z]+'", "abc1", "RB0604")]
    [InlineData("string, pattern: 'a|ab'", "ab", null)]
    [InlineData("string, pattern: '(a+)+'", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", "RB0604")]
    public void What_does_not_fit_is_refused(string type, string given, string? code) =>
        Assert.Equal(code is null ? [] : [code], Bind($"{{ type: {type} }}", given).Diagnostics.Select(static d => d.Code));

    [Fact]
    public void A_secret_is_never_in_a_message()
    {
        var binding = Bind("{ type: secret, pattern: '[0-9]+' }", "hunter2");

        Assert.Equal("RB0604", Assert.Single(binding.Diagnostics).Code);
        Assert.DoesNotContain("hunter2", binding.Diagnostics[0].Message + binding.Diagnostics[0].Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_that_are_missing_or_unknown_are_all_told_at_once()
    {
        var runbook = Runbook("inputs: { version: { type: version }, keep: { type: integer, default: 3 } }\nsteps:\n  - shell: echo {{ inputs.version }} {{ inputs.keep }}\n");

        var binding = InputBinder.Bind(runbook, new Dictionary<string, string> { ["vresion"] = "1.2" });

        Assert.Null(binding.Inputs);
        Assert.Equal(
            [("RB0601", "did you mean `version`?"), ("RB0602", "give it with `--input version=…`")],
            binding.Diagnostics.Select(static d => (d.Code, d.Hint!)));
    }

    [Fact]
    public void What_is_given_wins_over_the_file_and_the_file_over_the_default()
    {
        var runbook = Runbook("inputs: { a: { type: string, default: d }, b: { type: string, default: d }, c: { type: string, default: d } }\nsteps:\n  - shell: echo {{ inputs.a }} {{ inputs.b }} {{ inputs.c }}\n");
        var file = InputsFile.Read("inputs.json", new Bytes("{ \"a\": \"f\", \"b\": \"f\" }"));

        var binding = InputBinder.Bind(runbook, new Dictionary<string, string> { ["a"] = "g" }, file.Inputs);

        Assert.Equal("a=g, b=f, c=d", binding.Inputs!.ToString());
    }

    [Theory]
    [InlineData("[1, 2]", "RB0605")]
    [InlineData("a: [", "RB0005")]
    [InlineData("a: &x 1", "RB0007")]
    public void A_file_that_holds_no_inputs_is_refused(string text, string code) =>
        Assert.Equal([code], InputsFile.Read("inputs.yaml", new Bytes(text)).Diagnostics.Select(static d => d.Code));

    private static InputBinding Bind(string declaration, string given) =>
        InputBinder.Bind(
            Runbook($"inputs: {{ x: {declaration} }}\nsteps:\n  - shell: {{ run: env, env: {{ X: \"{{{{ inputs.x }}}}\" }} }}\n"),
            new Dictionary<string, string> { ["x"] = given });

    private static Runbook Runbook(string text) => Yaml.Runbook(text);

    private sealed class Bytes(string text) : ISourceReader
    {
        public SourceReading Read(string file) => new(Encoding.UTF8.GetBytes(text));
    }
}
